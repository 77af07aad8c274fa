import type { EventEnvelope } from '@orrery/contracts';

const MOST_AGGREGATES = 10_000;

/** Remembers how far an instance has heard of each aggregate. An event may be told twice, but never before those before it. */
export class HeardEvents {
  // The aggregate that was heard of last is last.
  readonly #sequences = new Map<string, number>();

  /** Whether an event is news; from then on it is none. */
  isNews({ subject, sequence }: EventEnvelope): boolean {
    const heard = this.#sequences.get(subject) ?? 0;
    if (sequence <= heard) return false;
    this.#sequences.delete(subject);
    this.#sequences.set(subject, sequence);
    if (this.#sequences.size > MOST_AGGREGATES) {
      const [oldest] = this.#sequences.keys();
      if (oldest !== undefined) this.#sequences.delete(oldest);
    }
    return true;
  }
}
