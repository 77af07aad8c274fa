/** When an answer stops being of use, and a signal that aborts then or when the client goes away. */
export interface Deadline {
  /** Milliseconds left, never below 0. */
  remainingMs(): number;
  readonly signal: AbortSignal;
}

/** A deadline `timeoutMs` from now; `parent` (a client's disconnect) aborts it sooner. */
export function deadlineIn(timeoutMs: number, parent?: AbortSignal): Deadline {
  const endsAt = performance.now() + timeoutMs;
  const own = AbortSignal.timeout(timeoutMs);
  return {
    remainingMs: () => Math.max(0, endsAt - performance.now()),
    signal: parent ? AbortSignal.any([own, parent]) : own,
  };
}

/** Reads the timeout that a caller sent: a positive whole number of milliseconds up to `maxMs`; anything else is `maxMs`. */
export function timeoutFromHeader(value: string | string[] | undefined, maxMs: number): number {
  const sent = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
  return sent >= 1 && sent <= maxMs ? sent : maxMs;
}
