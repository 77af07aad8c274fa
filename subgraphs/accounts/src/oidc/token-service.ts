import type { CommandScope } from '@orrery/kit';
import type { AccountsModels } from '../models/accounts.models.js';

/** What is needed of a command's scope to work on tokens. */
export type TokenScope = Pick<
  CommandScope<AccountsModels>,
  'connection' | 'models' | 'log' | 'transaction' | 'events'
>;

/** Ends the sessions of a grant that the provider has revoked, and tells whoever verifies their access tokens. */
export type EndSessionsOfGrant = (
  scope: TokenScope,
  grantId: string,
  reason: 'logout' | 'grant-revoked',
) => Promise<void>;

/** What a client gets that has logged in. */
export interface IssuedTokens {
  /** A JWT for the graph. */
  readonly accessToken: string;
  /** Opaque, good for one use: each use answers with the next. */
  readonly refreshToken: string;
  /** The access token's lifetime, in seconds. */
  readonly expiresIn: number;
}

/** Whom a machine's token is for, and what for. */
export interface MachineGrant {
  /** With what it is before it: `key:ID`. */
  readonly subject: string;
  readonly scopes: readonly string[];
  /** What the token says of its age. */
  readonly issuedAt: Date;
  /** The token ends by then. */
  readonly notAfter: Date;
}

/** What a machine gets. */
export interface MachineToken {
  /** A JWT for the graph, without roles. */
  readonly accessToken: string;
  /** Its lifetime, in seconds. */
  readonly expiresIn: number;
}

/**
 * Issues and revokes tokens without a browser, on the same records as the OpenID provider: rotation, reuse and revocation
 * are one machinery. It works in every process of accounts, with or without the provider's listener.
 */
export interface TokenService {
  /**
   * Issues the first tokens of a session: a family of its own. Whether the user may have them was decided before.
   * @throws RequestError NOT_FOUND when there is no such user
   */
  issueTokens(scope: TokenScope, userId: string, session: { sessionId: string }): Promise<IssuedTokens>;
  /** Issues a token of a machine that has shown what it had to: with no refresh token. */
  issueMachineToken(scope: TokenScope, machine: MachineGrant): Promise<MachineToken>;
  /**
   * Takes a refresh token of {@link issueTokens} and answers with the next tokens, with the user's roles of now; null when
   * it is not valid. A token that was used before ends its whole family.
   */
  refreshTokens(scope: TokenScope, refreshToken: string): Promise<IssuedTokens | null>;
  /** The id of the session that a refresh token belongs to; null when it is not valid any more. Changes nothing. */
  sessionOf(scope: TokenScope, refreshToken: string): Promise<string | null>;
  /** Ends all refresh tokens of a session, however they came to be. Access tokens end by themselves, within minutes. */
  revokeSession(scope: TokenScope, sessionId: string): Promise<void>;
  /** Ends all refresh tokens and browser sessions of a user, but for those of one session when it is given. */
  revokeUser(scope: TokenScope, userId: string, except?: { sessionId: string }): Promise<void>;
}
