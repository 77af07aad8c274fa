import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { CLOCK_SKEW_SECONDS } from './token-rules.js';

/** How verified tokens are kept. */
export interface VerifiedTokensOptions<T> {
  /** @throws anything when a token is not valid; that is not kept */
  readonly verify: (token: string) => Promise<T>;
  /** When a token ends, in seconds since the epoch. */
  readonly expiresAt: (verified: T) => number;
  /** Most tokens that are kept; the one that was not used for longest goes first. @default 10000 */
  readonly max?: number;
  /** The longest that a token is taken without a look at the keys: how long a key that was withdrawn still counts. @default 60000 */
  readonly keepMs?: number;
  /** Milliseconds since the epoch. @default Date.now */
  readonly now?: () => number;
}

interface Kept<T> {
  readonly verified: T;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/** Verifies tokens, each once in a while: the same token is then the same object. Kept by digest, never by their text. */
export class VerifiedTokens<T> {
  readonly #options: Required<VerifiedTokensOptions<T>>;
  readonly #kept: LRUCache<string, Kept<T>>;

  constructor({ max = 10_000, keepMs = 60_000, now = Date.now, ...options }: VerifiedTokensOptions<T>) {
    this.#options = { ...options, max, keepMs, now };
    this.#kept = new LRUCache({ max });
  }

  /** What a token says: at once when it is known. @throws (rejects with) what `verify` does */
  verify(token: string): T | Promise<T> {
    const digest = hash('sha256', token, 'base64');
    const kept = this.#kept.get(digest);
    if (kept && this.#options.now() < kept.until) return kept.verified;
    return this.#verifyAnew(token, digest);
  }

  async #verifyAnew(token: string, digest: string): Promise<T> {
    const { verify, expiresAt, keepMs, now } = this.#options;
    const verified = await verify(token);
    const endsAt = (expiresAt(verified) + CLOCK_SKEW_SECONDS) * 1_000;
    this.#kept.set(digest, { verified, until: Math.min(now() + keepMs, endsAt) });
    return verified;
  }
}
