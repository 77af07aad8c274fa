import type { AccountsCommand } from '../context.js';
import type { UserDocument } from '../models/user.model.js';
import { takeToken } from './one-time-tokens.js';

/** Takes a token that was sent to a user's email address as the sign that it is theirs. */
export const verifyEmail: AccountsCommand<{ readonly token: string }, UserDocument | 'INVALID_TOKEN'> = (
  scope,
  { token },
) =>
  scope.transaction(async (session) => {
    const taken = await takeToken(scope, session, 'email-verification', token);
    if (!taken) return 'INVALID_TOKEN';
    const user = await scope.models.User.findOneAndUpdate(
      { _id: taken.userId, email: taken.email },
      { $set: { emailVerifiedAt: new Date() } },
      { session, returnDocument: 'after' },
    ).lean<UserDocument>();
    return user ?? 'INVALID_TOKEN';
  });
