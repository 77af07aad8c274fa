/** What the event loop did in a stretch of time. */
export interface LoopTime {
  /** How long the stretch was. */
  readonly elapsedMs: number;
  /** How much of it something ran. */
  readonly activeMs: number;
}

const MEMORY_MS = 2_000; // of active time, after which what was measured counts for a third
const LEAST_FINISHED = 5; // remembered, for their average to tell anything
const BUSY = 0.95; // of a stretch
const UNKNOWN_COST_MS = 1;

/** How much of the event loop's time an operation takes, on average of the last ones, and for how long there was no pause. */
export class WorkCost {
  #activeMs = 0;
  #finished = 0;
  #costMs = UNKNOWN_COST_MS;
  #busyMs = 0;

  /** Time that one operation takes. */
  get costMs(): number {
    return this.#costMs;
  }

  /** Time for which the event loop has had no pause worth the name. */
  get busyMs(): number {
    return this.#busyMs;
  }

  /** Takes account of a stretch of time in which so many operations ended. */
  add({ elapsedMs, activeMs }: LoopTime, finished: number): void {
    // Time without work is forgotten nothing in: what operations cost is known at the next burst's beginning.
    const kept = Math.exp(-activeMs / MEMORY_MS);
    this.#activeMs = this.#activeMs * kept + activeMs;
    this.#finished = this.#finished * kept + finished;
    if (this.#finished >= LEAST_FINISHED) this.#costMs = this.#activeMs / this.#finished;
    this.#busyMs = activeMs >= BUSY * elapsedMs ? this.#busyMs + elapsedMs : 0;
  }
}
