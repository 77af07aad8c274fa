import { RequestError, requireUser } from '@orrery/runtime';
import type { AccountsCommand } from '../context.js';
import { newSecret, otpauthUri } from '../domain/second-factor.js';
import { keepUnconfirmed } from '../models/second-factor-updates.js';
import { seal } from '../oidc/sealing.js';

/** What an authenticator is set up with: told once. */
export interface Enrolment {
  /** In base 32. */
  readonly secret: string;
  /** `otpauth://...`, with the secret in it. */
  readonly uri: string;
}

/**
 * Makes a secret for the caller's authenticator; it asks for no code until one of it was shown. One that was not confirmed is
 * replaced, one that is in use is not. @throws RequestError NOT_FOUND when the caller has no account here
 */
export const enrolSecondFactor: AccountsCommand<void, Enrolment | 'SECOND_FACTOR_IN_USE'> = async ({
  caller,
  models: { User },
  parts,
}) => {
  const { userId } = requireUser(caller);
  const user = await User.findById(userId).lean();
  if (!user) throw new RequestError('NOT_FOUND', 'You have no account here.');
  const secret = newSecret();
  const kept = await keepUnconfirmed(User, userId, seal(secret, parts.secondFactorKey));
  return kept ? { secret, uri: otpauthUri(secret, user.email) } : 'SECOND_FACTOR_IN_USE';
};
