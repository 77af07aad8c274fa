import { randomBytes } from 'node:crypto';

/** The most keys that a user may have at a time. */
export const MAX_API_KEYS = 50;
/** The longest that a key may be valid, in milliseconds: a year, and the day that a leap year has more. */
export const MAX_LIFETIME_MS = 366 * 24 * 60 * 60 * 1_000;

const PREFIX_BYTES = 5;
const SECRET_BYTES = 32; // which nobody guesses: a fast hash keeps it

/** A key as it is made. */
export interface NewApiKey {
  /** What it begins with, by which its owner tells it from others: no secret. */
  readonly prefix: string;
  /** The whole key, `ork_1f0c9a7d5b_...`: told once. Scanners for secrets know it by how it begins. */
  readonly key: string;
}

/** A fresh random key. */
export function newApiKey(): NewApiKey {
  const prefix = `ork_${randomBytes(PREFIX_BYTES).toString('hex')}`;
  return { prefix, key: `${prefix}_${randomBytes(SECRET_BYTES).toString('base64url')}` };
}

/** What is wrong with the time at which a key is to end; undefined when nothing is. */
export function expiryFault(expiresAt: Date, now: Date): string | undefined {
  const lifetimeMs = expiresAt.getTime() - now.getTime();
  if (!(lifetimeMs > 0)) return 'must be in the future';
  return lifetimeMs > MAX_LIFETIME_MS ? 'must be within a year' : undefined;
}
