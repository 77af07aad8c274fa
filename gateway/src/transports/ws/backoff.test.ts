import { expect, it } from 'vitest';
import { backoffMs } from './backoff.js';

it('should double up to 2 s', () => {
  const longest = [0, 1, 2, 3, 4, 5, 50, 5_000].map((attempt) => backoffMs(attempt, () => 1));
  expect(longest).toEqual([100, 200, 400, 800, 1_600, 2_000, 2_000, 2_000]);
});

it('should leave half of it to chance', () => {
  expect(backoffMs(1, () => 0)).toBe(100);
  expect(backoffMs(1, () => 0.5)).toBe(150);
});
