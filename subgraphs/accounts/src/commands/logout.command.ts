import type { AccountsCommand } from '../context.js';
import { endOneSession } from './sessions.js';

/** Which session to end. */
export interface Logout {
  /** Of the session, for whose access token has expired. @default the session of the caller's access token */
  readonly refreshToken?: string | null;
}

/** Ends the session of a refresh token, or that of the caller's access token. Resolves to whether there was one to end. */
export const logout: AccountsCommand<Logout, boolean> = async (scope, { refreshToken }) => {
  const { caller, models, parts } = scope;
  const sessionId = refreshToken
    ? await parts.tokens.sessionOf(scope, refreshToken)
    : caller.kind === 'user' && caller.sessionId;
  if (!sessionId) return false;
  const session = await models.Session.findById(sessionId).lean();
  return session ? endOneSession(scope, session.userId, sessionId, 'logout') : false;
};
