import { RequestError, requireUser } from '@orrery/runtime';
import type { AccountsCommand } from '../context.js';
import type { UserDocument } from '../models/user.model.js';

/** What to change: absent and null parts stay as they are. */
export interface ProfileChanges {
  readonly displayName?: string | null;
}

/** Changes the caller's own profile. @throws RequestError NOT_FOUND when the caller has no account here */
export const updateProfile: AccountsCommand<ProfileChanges, UserDocument> = async (scope, input) => {
  const displayName = input.displayName?.trim();
  const user = await scope.models.User.findByIdAndUpdate(
    requireUser(scope.caller).userId,
    { $set: displayName === undefined ? {} : { displayName } },
    { returnDocument: 'after' },
  ).lean<UserDocument>();
  if (!user) throw new RequestError('NOT_FOUND', 'You have no account here.');
  return user;
};
