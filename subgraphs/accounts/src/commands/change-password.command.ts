import { requireUser } from '@orrery/runtime';
import type { AccountsCommand } from '../context.js';
import { hashPassword } from '../domain/password.js';
import type { UserDocument } from '../models/user.model.js';
import { AttemptsRefused } from './attempts.js';
import { dropOneTimeTokens } from './one-time-tokens.js';
import { proveAgain } from './prove-again.js';
import { dropTokens, endAllSessions } from './sessions.js';

/** A new password in the place of one that is known. */
export interface PasswordChange {
  readonly oldPassword: string;
  readonly newPassword: string;
}

/** Gives the caller a new password, and ends all of their sessions but the one that asks. */
export const changePassword: AccountsCommand<
  PasswordChange,
  UserDocument | 'INVALID_CREDENTIALS' | AttemptsRefused
> = async (scope, { oldPassword, newPassword }) => {
  const { userId, sessionId: exceptSessionId } = requireUser(scope.caller);
  const proven = await proveAgain(scope, { password: oldPassword });
  if (typeof proven === 'string' || proven instanceof AttemptsRefused) return proven;
  const passwordHash = await hashPassword(newPassword);
  const user = await scope.transaction(async (session) => {
    const changed = await scope.models.User.findOneAndUpdate(
      { _id: userId, passwordHash: proven.passwordHash }, // which nobody changed meanwhile
      { $set: { passwordHash, passwordChangedAt: new Date() } },
      { session, returnDocument: 'after' },
    ).lean<UserDocument>();
    if (!changed) return null;
    await dropOneTimeTokens(scope, session, userId, 'password-reset');
    await endAllSessions(scope, session, { userId, reason: 'password-changed', exceptSessionId });
    return changed;
  });
  if (!user) return 'INVALID_CREDENTIALS';
  await dropTokens(scope, userId, exceptSessionId);
  scope.log.info({ userId }, 'password changed');
  return user;
};
