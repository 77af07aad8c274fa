import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Admission } from './admission.js';

/** Milliseconds of one processor: to work on an operation, in two halves around its fetches, and to shed one. */
const WORK_MS = 2;
const SHED_MS = 0.03;
const PATIENCE_MS = 1_000;
const CAPACITY = 1 / WORK_MS;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }));
afterEach(() => void vi.useRealTimers());

/**
 * A process whose event loop takes in each turn what has come, then goes on with what it has begun; its only clock is the
 * work that it does. Returns the share of its capacity that became answers in time.
 */
function goodput(times: number, seconds: number, admission: Admission): { share: number; shed: number } {
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1_000;
  const counts = { good: 0, shed: 0 };
  const begun: { arrivedAt: number; release: () => void }[] = [];
  let arrived = 0;
  // Timers run between two turns only, however long one takes: the clock of a turn is kept beside theirs.
  let ahead = 0;
  const work = (ms: number) => {
    ahead += ms;
  };
  const now = () => performance.now() + ahead;
  nowOf = now;
  while (now() < endsAt) {
    for (; arrived < (now() - startedAt) * times * CAPACITY; arrived++) {
      const arrivedAt = startedAt + arrived / (times * CAPACITY);
      admission.request(
        (ticket) => {
          work(WORK_MS / 2);
          begun.push({ arrivedAt, release: ticket.release });
        },
        () => {
          work(SHED_MS);
          counts.shed++;
        },
      );
    }
    for (const { arrivedAt, release } of begun.splice(0)) {
      work(WORK_MS / 2);
      if (now() - arrivedAt <= PATIENCE_MS) counts.good++;
      release();
    }
    const passed = Math.max(0.1, ahead);
    ahead = 0;
    vi.advanceTimersByTime(passed);
  }
  return { share: (counts.good / (seconds * 1_000)) * WORK_MS, shed: counts.shed };
}

let nowOf = () => 0;

describe('a process that is asked for more than it can', () => {
  it.each([2, 5, 10])('should keep four fifths of its goodput at %s times its capacity', (times) => {
    const admission = new Admission({ maxOperations: 1_000, queue: 200, queueMs: 200, maxDelayMs: 50 }, () =>
      nowOf(),
    );
    nowOf = () => performance.now();
    admission.start();
    const { share, shed } = goodput(times, 4, admission);
    expect(share).toBeGreaterThan(0.8);
    expect(shed).toBeGreaterThan(0);
    expect(goodput(0.5, 2, admission).share).toBeGreaterThan(0.45);
    admission.stop();
  });
});
