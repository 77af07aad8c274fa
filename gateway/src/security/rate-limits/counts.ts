import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Wait } from './rate-limits.js';

/** Counts uses within minutes that begin with a first use. */
export interface Counts {
  /**
   * Adds `uses` of `key` under a limit of `most` a minute.
   * @returns the seconds to wait, at least 1, when that is more than may be
   */
  add(limit: string, key: string, most: number, uses: number): Promise<Wait>;
  /** Ends what is open. */
  stop(): Promise<void>;
}

/** How long uses are counted, in seconds. */
export const WINDOW_SECONDS = 60;

/** What counts one limit. */
export interface Limiter {
  consume(key: string, points: number): Promise<RateLimiterRes>;
}

/** Counts in this process. */
export function countsInMemory(): Counts {
  const limiterOf = limiters(
    (limit, points) => new RateLimiterMemory({ keyPrefix: limit, points, duration: WINDOW_SECONDS }),
  );
  return {
    add: (limit, key, most, uses) => waitOf(limiterOf(limit, most).consume(key, uses)),
    stop: async () => {},
  };
}

/** Makes what finds the limiter of a limit, which is made by `make` when it is first asked for. */
export function limiters<L extends Limiter>(
  make: (limit: string, most: number) => L,
): (limit: string, most: number) => L {
  const known = new Map<string, L>();
  return (limit, most) => {
    let limiter = known.get(limit);
    if (!limiter) {
      limiter = make(limit, most);
      known.set(limit, limiter);
    }
    return limiter;
  };
}

/** What a limiter's answer asks the client for. @throws what is no answer: the store's error */
export function waitOf(consumed: Promise<RateLimiterRes>): Promise<Wait> {
  return consumed.then(nothing, (refused: unknown) => {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    return Math.max(1, Math.ceil(refused.msBeforeNext / 1_000));
  });
}

const nothing = () => undefined;
