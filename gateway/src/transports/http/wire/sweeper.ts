/** Something with limits of time that are looked at now and then. */
export interface Swept {
  /** Ends what is over at `now` (of `performance.now()`). Returns whether there is anything left to look at. */
  sweep(now: number): boolean;
}

/** How far past its time something may live: the distance between two looks. */
export const SWEEP_INTERVAL_MS = 10;

/**
 * One timer for the time limits and cancellations of all exchanges: it looks at them every 10 ms while there are any.
 * A timer and an abort listener for each would cost more than the rest of a small exchange.
 */
export class Sweeper {
  readonly #swept = new Set<Swept>();
  #timer: NodeJS.Timeout | undefined;

  /** Looks at this from now on, until it has nothing left. */
  watch(swept: Swept): void {
    this.#swept.add(swept);
    this.#timer ??= setInterval(() => this.#sweep(), SWEEP_INTERVAL_MS).unref();
  }

  #sweep(): void {
    const now = performance.now();
    for (const swept of this.#swept) if (!swept.sweep(now)) this.#swept.delete(swept);
    if (this.#swept.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
