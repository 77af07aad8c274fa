import type { AccountsCommand } from '../context.js';
import type { UserDocument } from '../models/user.model.js';
import { AttemptsRefused } from './attempts.js';
import { type Proof, proveAgain } from './prove-again.js';

/** Turns the caller's second factor off, and forgets its secret and its recovery codes. */
export const removeSecondFactor: AccountsCommand<
  Proof,
  UserDocument | 'INVALID_CREDENTIALS' | AttemptsRefused
> = async (scope, proof) => {
  const proven = await proveAgain(scope, proof);
  if (typeof proven === 'string' || proven instanceof AttemptsRefused) return proven;
  const user = await scope.models.User.findByIdAndUpdate(
    proven._id,
    { $set: { secondFactorSince: null }, $unset: { secondFactor: 1 } },
    { returnDocument: 'after' },
  ).lean<UserDocument>();
  scope.log.info({ userId: proven._id }, 'second factor turned off');
  return user ?? 'INVALID_CREDENTIALS';
};
