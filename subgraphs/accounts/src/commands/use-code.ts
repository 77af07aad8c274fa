import type { AccountsScope } from '../context.js';
import { isAuthenticatorCode, recoveryHash, stepOfCode } from '../domain/second-factor.js';
import { useRecoveryCode, useStep } from '../models/second-factor-updates.js';
import type { StoredUser } from '../models/user.model.js';
import { unseal } from '../oidc/sealing.js';

/**
 * Uses up a code of a user's authenticator, or a recovery code. Resolves to whether it was one that had not been used. Whoever
 * asks has counted the attempt. @throws Error for an authenticator's code when the secret was encrypted by another OIDC_KEY_SECRET
 */
export async function useCode(
  { models, parts }: AccountsScope,
  { _id: userId, secondFactor }: Pick<StoredUser, '_id' | 'secondFactor'>,
  code: string,
): Promise<boolean> {
  if (!secondFactor) return false;
  const { sealedSecret, lastStep } = secondFactor;
  if (!isAuthenticatorCode(code)) return useRecoveryCode(models.User, userId, recoveryHash(code));
  const secret = unseal(sealedSecret, parts.secondFactorKey);
  const step = stepOfCode({ secret, code, now: Date.now(), lastStep });
  return step !== null && useStep(models.User, { userId, sealedSecret, step });
}
