import type { StreamKind } from '../observability/subscription-metrics.js';

/** Counts the clients that are connected, up to a limit for all transports together. */
export class ClientCount {
  readonly #limit: number;
  readonly #counts = new Map<StreamKind, number>();
  #total = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many there are, by transport. */
  get byKind(): ReadonlyMap<StreamKind, number> {
    return this.#counts;
  }

  /** Lets a client in: the returned function lets it out again. Undefined when there are as many as there may be. */
  enter(kind: StreamKind): (() => void) | undefined {
    if (this.#total >= this.#limit) return undefined;
    this.#add(kind, 1);
    let isIn = true;
    return () => {
      if (isIn) this.#add(kind, -1);
      isIn = false;
    };
  }

  #add(kind: StreamKind, by: number): void {
    this.#total += by;
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + by);
  }
}
