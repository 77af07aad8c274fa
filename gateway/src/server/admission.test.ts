import { beforeEach, describe, expect, it } from 'vitest';
import { Admission, type Ticket } from './admission.js';

const OPTIONS = { maxOperations: 100, queue: 2, queueMs: 200, maxDelayMs: 50 };

/** A stretch in which the event loop was idle for a while, and one that took longer than it should. */
const TIMELY = { elapsedMs: 20, activeMs: 10 };
const late = (delayMs: number) => ({ elapsedMs: 20 + delayMs, activeMs: 10 });
const CLOCK = { now: () => clock, activeMs: () => 0 };

let clock: number;
let admission: Admission;
let told: string[];
let tickets: Map<string, Ticket>;
beforeEach(() => {
  clock = 0;
  admission = new Admission(OPTIONS, CLOCK);
  told = [];
  tickets = new Map();
});

const request = (name: string) =>
  admission.request(
    (ticket) => {
      tickets.set(name, ticket);
      told.push(`enter ${name}`);
    },
    () => told.push(`shed ${name}`),
  );
const fill = (count = OPTIONS.maxOperations) => {
  for (let i = 0; i < count; i++) request(`f${i}`);
  told = [];
};

describe('admission of operations', () => {
  it('should let in up to the bound, let some wait in order, and shed the rest', () => {
    fill();
    for (const name of ['a', 'b', 'c']) request(name);
    expect(told).toEqual(['shed c']);
    tickets.get('f0')?.release();
    tickets.get('f0')?.release();
    expect(told).toEqual(['shed c', 'enter a']);
    tickets.get('f1')?.release();
    expect(told).toEqual(['shed c', 'enter a', 'enter b']);
    expect(admission.inWork).toBe(100);
  });

  it('should shed what has waited too long, and nothing sooner', () => {
    fill();
    request('a');
    clock = 200;
    request('b');
    admission.adapt(TIMELY);
    expect(told).toEqual([]);
    clock = 201;
    admission.adapt(TIMELY);
    expect(told).toEqual(['shed a']);
  });

  it('should forget what left while it waited', () => {
    fill();
    const leave = request('a');
    request('b');
    leave?.();
    tickets.get('f0')?.release();
    expect(told).toEqual(['enter b']);
  });

  it('should take less work while the event loop is late, to a least, and more when it is not and work is there', () => {
    admission = new Admission({ ...OPTIONS, maxOperations: 1_000 }, CLOCK);
    fill(1_000);
    admission.adapt(late(51));
    expect(admission.limit).toBe(700);
    for (let i = 0; i < 50; i++) admission.adapt(late(1_000));
    expect(admission.limit).toBe(32);
    for (let i = 0; i < 1_000; i++) tickets.get(`f${i}`)?.release();
    admission.adapt(TIMELY);
    admission.adapt(TIMELY);
    const idle = admission.limit;
    admission.adapt(TIMELY);
    expect(admission.limit).toBe(idle);
    fill(idle);
    admission.adapt(TIMELY);
    expect(admission.limit).toBe(Math.ceil(idle * 1.1));
    for (let i = 0; i < 50; i++) {
      fill(admission.limit);
      admission.adapt(TIMELY);
    }
    expect(admission.limit).toBe(1_000);
  });

  it('should come down at once from a bound that was far above the work', () => {
    admission = new Admission({ ...OPTIONS, maxOperations: 100_000 }, CLOCK);
    fill(300);
    admission.adapt(late(51));
    expect(admission.limit).toBe(210);
  });

  it('should take no more than can be done soon while the event loop has no pause, by what operations cost', () => {
    admission = new Admission({ ...OPTIONS, maxOperations: 1_000 }, CLOCK);
    const finish = (count: number) => {
      for (let i = 0; i < count; i++) tickets.get(`f${i}`)?.release();
    };
    fill(200);
    finish(100);
    // 100 operations in 400 ms are 4 ms each: 50 of them are 200 ms of work. A first busy stretch may be chance.
    admission.adapt({ elapsedMs: 20, activeMs: 20 });
    expect(admission.limit).toBe(1_000);
    admission.adapt({ elapsedMs: 380, activeMs: 380 });
    while (admission.limit > 50) {
      const { limit } = admission;
      admission.adapt({ elapsedMs: 20, activeMs: 20 });
      expect(admission.limit).toBeLessThan(limit);
    }
    expect(admission.limit).toBeGreaterThan(30);
    // The same work with pauses in it waits for subgraphs, not for the processor.
    fill(200);
    const { limit } = admission;
    for (let i = 0; i < 30; i++) admission.adapt({ elapsedMs: 20, activeMs: 15 });
    expect(admission.limit).toBeGreaterThan(limit);
  });

  it('should let no more wait than can be begun in time while the event loop has no pause', () => {
    admission = new Admission({ ...OPTIONS, queue: 1_000 }, CLOCK);
    fill();
    for (let i = 0; i < 100; i++) tickets.get(`f${i}`)?.release();
    fill();
    admission.adapt({ elapsedMs: 400, activeMs: 400 }); // 4 ms for each of 100, and 200 ms to wait
    fill(51);
    request('a');
    expect(told).toEqual(['shed a']);
    admission.adapt(TIMELY);
    fill(500);
    request('b');
    expect(told).toEqual([]);
  });

  it('should count what must not be shed, and take it beyond the bound', () => {
    fill(OPTIONS.maxOperations - 1);
    const [first, second] = [admission.occupy(), admission.occupy()];
    expect(admission.inWork).toBe(OPTIONS.maxOperations + 1);
    request('a');
    second.release();
    expect(told).toEqual([]);
    first.release();
    first.release();
    expect(told).toEqual(['enter a']);
  });

  it('should shed what waits when it stops', () => {
    fill();
    request('a');
    admission.stop();
    expect(told).toEqual(['shed a']);
  });
});
