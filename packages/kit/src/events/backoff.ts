/** Delays that double from one failure to the next, with jitter: between half of each and the whole. */
export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
}

/** The delay after the `failures`-th failure in a row, in milliseconds. @param random from 0 up to 1 */
export function delayAfter(failures: number, { firstMs, maxMs }: Backoff, random = Math.random): number {
  const whole = Math.min(maxMs, firstMs * 2 ** Math.min(failures - 1, 30));
  return Math.round(whole / 2 + (random() * whole) / 2);
}
