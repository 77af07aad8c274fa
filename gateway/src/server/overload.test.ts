import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Admission } from './admission.js';

/** Milliseconds of one processor: for each of the rounds of an operation, and to shed one. */
const ROUND_MS = 0.5;
const ROUNDS = 4;
const SHED_MS = 0.03;
const WORK_MS = ROUNDS * ROUND_MS;
const PATIENCE_MS = 1_000;
const CAPACITY = 1 / WORK_MS;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }));
afterEach(() => void vi.useRealTimers());

interface Begun {
  readonly arrivedAt: number;
  readonly release: () => void;
  rounds: number;
}

/** A process whose event loop takes in each turn what has come, then goes on with what it has begun, for a time. */
class Process {
  // Timers run between two turns only, however long one takes: the clock of a turn is kept beside theirs.
  #aheadMs = 0;
  #idleMs = 0;
  readonly #begun: Begun[] = [];
  readonly admission: Admission;

  /** @param turnMs how long a turn goes on with what is begun; it begins at most so much more */
  constructor(private readonly turnMs: number) {
    const options = { maxOperations: 1_000, queue: 200, queueMs: 200, maxDelayMs: 50 };
    const clock = { now: () => this.#now(), activeMs: () => this.#now() - this.#idleMs };
    this.admission = new Admission(options, clock);
    this.admission.start();
  }

  /** The share of its capacity that becomes answers in time under a load, and how many operations were shed. */
  goodput(times: number, seconds: number): { share: number; shed: number } {
    const startedAt = this.#now();
    const counts = { good: 0, shed: 0 };
    for (let arrived = 0; this.#now() - startedAt < seconds * 1_000; ) {
      for (; arrived < (this.#now() - startedAt) * times * CAPACITY; arrived++) {
        this.#ask(startedAt + arrived / (times * CAPACITY), () => counts.shed++);
      }
      counts.good += this.#goOn();
      this.#endTurn();
    }
    return { share: (counts.good * WORK_MS) / (seconds * 1_000), shed: counts.shed };
  }

  #now(): number {
    return performance.now() + this.#aheadMs;
  }

  #ask(arrivedAt: number, onShed: () => void): void {
    this.admission.request(
      ({ release }) => {
        this.#begun.push({ arrivedAt, release, rounds: 0 });
      },
      () => {
        this.#aheadMs += SHED_MS;
        onShed();
      },
    );
  }

  // One round of each that is begun, as long as the turn lasts; returns how many were answered in time.
  #goOn(): number {
    let good = 0;
    const until = this.#now() + this.turnMs;
    for (let left = this.#begun.length; left > 0 && this.#now() < until; left--) {
      const one = this.#begun.shift() as Begun;
      this.#aheadMs += ROUND_MS;
      one.rounds++;
      if (one.rounds < ROUNDS) this.#begun.push(one);
      else {
        if (this.#now() - one.arrivedAt <= PATIENCE_MS) good++;
        one.release();
      }
    }
    return good;
  }

  #endTurn(): void {
    if (this.#aheadMs === 0) {
      this.#idleMs += 0.1;
      this.#aheadMs = 0.1;
    }
    const passed = this.#aheadMs;
    this.#aheadMs = 0;
    vi.advanceTimersByTime(passed);
  }
}

// In short turns the event loop is never late: what is in work waits all the same.
describe.each([
  ['short', 1],
  ['long', Number.POSITIVE_INFINITY],
])('a process of %s turns that is asked for more than it can', (_title, turnMs) => {
  it.each([2, 5, 10])('should keep four fifths of its goodput at %s times its capacity', (times) => {
    const overloaded = new Process(turnMs);
    const { share, shed } = overloaded.goodput(times, 4);
    expect(share).toBeGreaterThan(0.8);
    expect(shed).toBeGreaterThan(0);
    const after = overloaded.goodput(0.5, 2);
    expect(after.share).toBeGreaterThan(0.45);
    overloaded.admission.stop();
  });
});
