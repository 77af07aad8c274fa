import { describe, expect, it } from 'vitest';
import { WorkCost } from './work-cost.js';

const BUSY = { elapsedMs: 20, activeMs: 20 };

describe('what operations cost', () => {
  it('should be the time of the event loop by those that ended', () => {
    const cost = new WorkCost();
    for (let i = 0; i < 1_000; i++) cost.add({ elapsedMs: 20, activeMs: 10 }, 5);
    expect(cost.costMs).toBeCloseTo(2, 2);
    for (let i = 0; i < 1_000; i++) cost.add(BUSY, 4);
    expect(cost.costMs).toBeCloseTo(5, 2);
  });

  it('should be taken for little until some have ended', () => {
    const cost = new WorkCost();
    for (let i = 0; i < 4; i++) cost.add(BUSY, 1);
    expect(cost.costMs).toBe(1);
    cost.add(BUSY, 2);
    expect(cost.costMs).toBeCloseTo(100 / 6, 0);
  });

  it('should not be forgotten while there is nothing to do', () => {
    const cost = new WorkCost();
    for (let i = 0; i < 100; i++) cost.add(BUSY, 5);
    for (let i = 0; i < 10_000; i++) cost.add({ elapsedMs: 20, activeMs: 0 }, 0);
    expect(cost.costMs).toBeCloseTo(4, 2);
  });

  it('should come with the time since the last pause', () => {
    const cost = new WorkCost();
    for (const activeMs of [20, 19.5]) cost.add({ elapsedMs: 20, activeMs }, 0);
    expect(cost.busyMs).toBe(40);
    cost.add({ elapsedMs: 20, activeMs: 18 }, 0);
    expect(cost.busyMs).toBe(0);
  });
});
