import { beforeEach, describe, expect, it } from 'vitest';
import { Admission, type Ticket } from './admission.js';

const OPTIONS = { maxOperations: 100, queue: 2, queueMs: 200, maxDelayMs: 50 };

let clock: number;
let admission: Admission;
let told: string[];
let tickets: Map<string, Ticket>;
beforeEach(() => {
  clock = 0;
  admission = new Admission(OPTIONS, () => clock);
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
    admission.adapt(0);
    expect(told).toEqual([]);
    clock = 201;
    admission.adapt(0);
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
    admission = new Admission({ ...OPTIONS, maxOperations: 1_000 }, () => clock);
    fill(1_000);
    admission.adapt(51);
    expect(admission.limit).toBe(700);
    for (let i = 0; i < 50; i++) admission.adapt(1_000);
    expect(admission.limit).toBe(32);
    for (let i = 0; i < 1_000; i++) tickets.get(`f${i}`)?.release();
    admission.adapt(0);
    admission.adapt(0);
    const idle = admission.limit;
    admission.adapt(0);
    expect(admission.limit).toBe(idle);
    fill(idle);
    admission.adapt(0);
    expect(admission.limit).toBe(Math.ceil(idle * 1.1));
    for (let i = 0; i < 50; i++) {
      fill(admission.limit);
      admission.adapt(0);
    }
    expect(admission.limit).toBe(1_000);
  });

  it('should come down at once from a bound that was far above the work', () => {
    admission = new Admission({ ...OPTIONS, maxOperations: 100_000 }, () => clock);
    fill(300);
    admission.adapt(51);
    expect(admission.limit).toBe(210);
  });

  it('should shed what waits when it stops', () => {
    fill();
    request('a');
    admission.stop();
    expect(told).toEqual(['shed a']);
  });
});
