/** The moment at which the seed world stands still: nothing in it is later. ISO 8601, UTC. */
export const SEED_NOW = '2026-01-15T09:00:00.000Z';

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** SEED_NOW in milliseconds since 1970. */
export const SEED_NOW_MS = Date.parse(SEED_NOW);

/** Milliseconds since 1970 as ISO 8601 in UTC. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
