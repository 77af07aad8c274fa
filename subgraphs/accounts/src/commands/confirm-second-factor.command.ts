import { requireUser } from '@orrery/runtime';
import type { AccountsCommand } from '../context.js';
import { newRecoveryCodes, recoveryHash, stepOfCode } from '../domain/second-factor.js';
import { turnOn } from '../models/second-factor-updates.js';
import type { StoredUser } from '../models/user.model.js';
import { unseal } from '../oidc/sealing.js';

/** A second factor that is in use from now on. */
export interface ConfirmedFactor {
  /** Each good for one login without the authenticator; told once, and kept as hashes. */
  readonly recoveryCodes: readonly string[];
}

/**
 * Turns the caller's second factor on, by a code that shows that the authenticator has the secret. Guessing is of no use: the
 * caller was told the secret. The code is used up by it.
 */
export const confirmSecondFactor: AccountsCommand<
  { readonly code: string },
  ConfirmedFactor | 'INVALID_CODE'
> = async ({ caller, models: { User }, parts, log }, { code }) => {
  const { userId } = requireUser(caller);
  const user = await User.findById(userId).select('+secondFactor').lean<StoredUser>();
  if (!user?.secondFactor || user.secondFactorSince) return 'INVALID_CODE';
  const { sealedSecret, lastStep } = user.secondFactor;
  const secret = unseal(sealedSecret, parts.secondFactorKey);
  const step = stepOfCode({ secret, code, now: Date.now(), lastStep });
  if (step === null) return 'INVALID_CODE';
  const recoveryCodes = newRecoveryCodes();
  const recoveryHashes = recoveryCodes.map(recoveryHash);
  if (!(await turnOn(User, { userId, sealedSecret, step, recoveryHashes }))) return 'INVALID_CODE';
  log.info({ userId }, 'second factor turned on');
  return { recoveryCodes };
};
