const FIRST_MS = 100;
const LONGEST_MS = 2_000;

/**
 * How long to wait before the next attempt, in milliseconds: twice as long as the last time up to 2 s, of which half is
 * chance, so that gateways which lost a subgraph together do not come back together.
 * @param attempt how many attempts failed in a row, from 0
 */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 16));
  return whole / 2 + (random() * whole) / 2;
}
