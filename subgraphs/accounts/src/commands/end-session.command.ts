import { RequestError, requireUser } from '@orrery/runtime';
import type { AccountsCommand } from '../context.js';
import { endOneSession } from './sessions.js';

/** Ends one of the caller's sessions. @throws RequestError NOT_FOUND when the caller has none of this id, or it is over */
export const endSession: AccountsCommand<{ readonly id: string }, void> = async (scope, { id }) => {
  const { userId } = requireUser(scope.caller);
  if (await endOneSession(scope, userId, id, 'session-ended')) return;
  throw new RequestError('NOT_FOUND', 'You have no session with this id.');
};
