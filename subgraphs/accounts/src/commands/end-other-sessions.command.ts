import { requireUser } from '@orrery/runtime';
import type { AccountsCommand } from '../context.js';
import { dropTokens, endAllSessions } from './sessions.js';

/** Ends all of the caller's sessions but the one that the caller's token belongs to: all, when it belongs to none. */
export const endOtherSessions: AccountsCommand<void, void> = async (scope) => {
  const { userId, sessionId: exceptSessionId } = requireUser(scope.caller);
  await scope.transaction((session) =>
    endAllSessions(scope, session, { userId, reason: 'session-ended', exceptSessionId }),
  );
  await dropTokens(scope, userId, exceptSessionId);
};
