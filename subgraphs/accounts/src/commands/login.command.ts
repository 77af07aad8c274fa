import { newId } from '@orrery/contracts';
import type { AccountsCommand } from '../context.js';
import { useSession } from '../models/session-use.js';
import type { UserDocument } from '../models/user.model.js';
import type { IssuedTokens } from '../oidc/token-service.js';
import { AttemptsRefused } from './attempts.js';
import { authenticate, type Credentials, type CredentialsRefusal } from './authenticate.command.js';

/** Somebody who has logged in. */
export interface LoggedIn {
  readonly user: UserDocument;
  readonly tokens: IssuedTokens;
}

/** Begins a session for whoever shows their credentials, and issues its first tokens. */
export const login: AccountsCommand<Omit<Credentials, 'address'>, LoggedIn | CredentialsRefusal> = async (
  scope,
  credentials,
) => {
  const { address, agent } = scope.client;
  const user = await authenticate(scope, { ...credentials, address });
  if (typeof user === 'string' || user instanceof AttemptsRefused) return user;
  const sessionId = newId('Session');
  const { Session, User } = scope.models;
  const isBegun = await scope.transaction(async (session) => {
    // A write on the user: of a login and a new password at the same time, one waits for the other. What was right before the
    // password was changed begins nothing after it.
    const { matchedCount } = await User.updateOne(
      { _id: user._id, passwordChangedAt: user.passwordChangedAt ?? null },
      { $set: { lastLoginAt: new Date() } },
      { session },
    );
    return matchedCount > 0 && useSession(Session, { id: sessionId, userId: user._id, agent }, session);
  });
  if (!isBegun) return 'INVALID_CREDENTIALS';
  try {
    return { user, tokens: await scope.parts.tokens.issueTokens(scope, user._id, { sessionId }) };
  } catch (error) {
    if (await Session.exists({ _id: sessionId, endedAt: null })) throw error;
    return 'INVALID_CREDENTIALS'; // a new password has ended the session already
  }
};
