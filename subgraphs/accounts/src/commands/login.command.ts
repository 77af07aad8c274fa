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
  await useSession(scope.models.Session, { id: sessionId, userId: user._id, agent });
  return { user, tokens: await scope.parts.tokens.issueTokens(scope, user._id, { sessionId }) };
};
