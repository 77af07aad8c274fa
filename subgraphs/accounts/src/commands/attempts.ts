import { createHash } from 'node:crypto';
import type { AccountsScope } from '../context.js';
import { ACCOUNT_LIMIT, ADDRESS_LIMIT } from '../domain/attempt-limits.js';
import { countedAddress } from '../domain/client-address.js';
import { type AttemptClaim, claimAttempt, forgetFailures, giveBack } from '../models/attempt-claims.js';

/** Too many attempts failed: nothing was looked at, and nothing will be before `retryAt`. */
export class AttemptsRefused {
  constructor(readonly retryAt: Date) {}
}

/** An attempt that may be made, for an account and from an address. It counts as failed unless one of its ends says otherwise. */
export interface Attempt {
  /** It was the account's owner: the account's failures are forgotten, and the address is not charged. */
  succeeded(): Promise<void>;
  /** It proved nothing either way: it counts for neither. */
  undo(): Promise<void>;
}

/** What is tried, by whom. */
export interface Trial {
  /** What kind of secret is guessed at: each kind is counted for itself. */
  readonly purpose: string;
  /** Whose, as the caller names them: counted whether there is such an account or not. Undefined: for the address alone. */
  readonly account: string | undefined;
  /** The client's address; undefined when it is not known. */
  readonly address: string | undefined;
}

/**
 * Counts an attempt in the database, so that all instances agree, before anything is verified. One that is refused is not
 * counted.
 */
export async function beginAttempt(
  { models: { Attempt } }: AccountsScope,
  { purpose, account, address }: Trial,
): Promise<Attempt | AttemptsRefused> {
  const from = address === undefined ? null : countedAddress(address);
  const byAddress = from && (await claimAttempt(Attempt, keyOf('address', purpose, from), ADDRESS_LIMIT));
  if (byAddress instanceof Date) return new AttemptsRefused(byAddress);
  const accountKey = account === undefined ? null : keyOf('account', purpose, account);
  const byAccount = accountKey && (await claimAttempt(Attempt, accountKey, ACCOUNT_LIMIT));
  const freeAddress = async () => {
    if (byAddress) await giveBack(Attempt, byAddress);
  };
  if (byAccount instanceof Date) {
    await freeAddress();
    return new AttemptsRefused(byAccount);
  }
  return {
    succeeded: async () =>
      void (await Promise.all([accountKey && forgetFailures(Attempt, accountKey), freeAddress()])),
    undo: async () =>
      void (await Promise.all([byAccount && giveBack(Attempt, byAccount as AttemptClaim), freeAddress()])),
  };
}

/** Forgets the failures at an account, whose owner has shown by other means that they are. */
export function forgetAttempts(
  { models: { Attempt } }: AccountsScope,
  { purpose, account }: { readonly purpose: string; readonly account: string },
): Promise<void> {
  return forgetFailures(Attempt, keyOf('account', purpose, account));
}

// Of one length, whatever is typed in; and nobody's address is kept in clear.
function keyOf(kind: string, purpose: string, what: string): string {
  return `${kind}:${purpose}:${createHash('sha256').update(what).digest('base64url')}`;
}
