import { RequestError, requireUser } from '@orrery/runtime';
import type { AccountsScope } from '../context.js';
import { fitsHash } from '../domain/password.js';
import type { StoredUser } from '../models/user.model.js';
import { type AttemptsRefused, beginAttempt } from './attempts.js';
import { useCode } from './use-code.js';

/** What a caller shows again, to do what a token that was left open on a desk should not be enough for. One is enough. */
export interface Proof {
  readonly password?: string | null;
  /** Of the second factor. */
  readonly code?: string | null;
}

/**
 * The caller's own account, when the proof is right. Failures count as those of logins do.
 * @throws RequestError BAD_USER_INPUT without any proof, NOT_FOUND when the caller has no account here
 */
export async function proveAgain(
  scope: AccountsScope,
  { password, code }: Proof,
): Promise<StoredUser | 'INVALID_CREDENTIALS' | AttemptsRefused> {
  const { userId } = requireUser(scope.caller);
  if (!password && !code) throw new RequestError('BAD_USER_INPUT', 'Send your password, or a code.');
  const user = await scope.models.User.findById(userId)
    .select('+passwordHash +secondFactor')
    .lean<StoredUser>();
  if (!user) throw new RequestError('NOT_FOUND', 'You have no account here.');
  const { address } = scope.client;
  const attempt = await beginAttempt(scope, { purpose: 'login', account: user.email, address });
  if (!('succeeded' in attempt)) return attempt;
  const isProven =
    (password && (await fitsHash(user.passwordHash, password))) ||
    (code && user.secondFactorSince && (await useCode(scope, user, code)));
  if (!isProven) return 'INVALID_CREDENTIALS';
  await attempt.succeeded();
  return user;
}
