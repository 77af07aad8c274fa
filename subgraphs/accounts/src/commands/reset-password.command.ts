import type { AccountsCommand } from '../context.js';
import { hashPassword } from '../domain/password.js';
import type { UserDocument } from '../models/user.model.js';
import { forgetAttempts } from './attempts.js';
import { hasToken, takeToken } from './one-time-tokens.js';
import { dropTokens, endAllSessions } from './sessions.js';

/** A new password, by a token from the mailbox. */
export interface PasswordReset {
  readonly token: string;
  readonly newPassword: string;
}

/**
 * Gives a user a new password and ends all of their sessions; that the mail arrived also verifies the address. A second factor
 * stays. The token is used up only together with all of that.
 */
export const resetPassword: AccountsCommand<PasswordReset, UserDocument | 'INVALID_TOKEN'> = async (
  scope,
  { token, newPassword },
) => {
  if (!(await hasToken(scope, 'password-reset', token))) return 'INVALID_TOKEN';
  const passwordHash = await hashPassword(newPassword);
  const user = await scope.transaction(async (session) => {
    const taken = await takeToken(scope, session, 'password-reset', token);
    if (!taken) return null;
    const changed = await scope.models.User.findOneAndUpdate(
      { _id: taken.userId, email: taken.email },
      { $set: { passwordHash, passwordChangedAt: new Date(), emailVerifiedAt: new Date() } },
      { session, returnDocument: 'after' },
    ).lean<UserDocument>();
    if (changed) await endAllSessions(scope, session, { userId: changed._id, reason: 'password-reset' });
    return changed;
  });
  if (!user) return 'INVALID_TOKEN';
  await dropTokens(scope, user._id);
  await forgetAttempts(scope, { purpose: 'login', account: user.email });
  scope.log.info({ userId: user._id }, 'password reset');
  return user;
};
