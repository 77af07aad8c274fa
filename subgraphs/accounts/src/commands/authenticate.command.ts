import type { AccountsCommand, AccountsScope } from '../context.js';
import { normalizeEmail } from '../domain/email.js';
import { fitsHash, hashPassword, isOutdated, NOBODYS_HASH } from '../domain/password.js';
import type { StoredUser, UserDocument } from '../models/user.model.js';
import { type AttemptsRefused, beginAttempt } from './attempts.js';
import { useCode } from './use-code.js';

/** What somebody shows to prove who they are. */
export interface Credentials {
  readonly email: string;
  readonly password: string;
  /** The client's address; undefined when it is not known. */
  readonly address: string | undefined;
  /** Of the second factor, where there is one: an authenticator's code or a recovery code. */
  readonly code?: string | undefined;
}

/** Why nobody is known by some credentials. */
export type CredentialsRefusal = 'INVALID_CREDENTIALS' | 'SECOND_FACTOR_REQUIRED' | AttemptsRefused;

/**
 * Whose credentials these are. An unknown email costs the same time and answers the same as a wrong password; failures of an
 * account and from an address are slowed down before anything is looked at. A wrong code is a failure as a wrong password is;
 * a code that is missing is none, and makes no failure forgotten.
 */
export const authenticate: AccountsCommand<Credentials, UserDocument | CredentialsRefusal> = async (
  scope,
  { email, password, address, code },
) => {
  const account = normalizeEmail(email);
  const attempt = await beginAttempt(scope, { purpose: 'login', account, address });
  if (!('succeeded' in attempt)) return attempt;
  const stored = await scope.models.User.findOne({ email: account })
    .select('+passwordHash +secondFactor')
    .lean<StoredUser>();
  const fits = await fitsHash(stored?.passwordHash ?? NOBODYS_HASH, password);
  if (!stored || !fits) return 'INVALID_CREDENTIALS';
  if (stored.secondFactorSince) {
    if (!code) {
      await attempt.undo();
      return 'SECOND_FACTOR_REQUIRED';
    }
    if (!(await useCode(scope, stored, code))) return 'INVALID_CREDENTIALS';
  }
  await attempt.succeeded();
  if (isOutdated(stored.passwordHash)) await rehash(scope, stored, password);
  const { passwordHash: _hash, secondFactor: _secret, ...user } = stored;
  return user;
};

// Not over a password that was changed meanwhile.
async function rehash({ models }: AccountsScope, user: StoredUser, password: string): Promise<void> {
  const passwordHash = await hashPassword(password);
  await models.User.updateOne({ _id: user._id, passwordHash: user.passwordHash }, { $set: { passwordHash } });
}
