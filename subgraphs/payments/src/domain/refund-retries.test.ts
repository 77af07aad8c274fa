import { describe, expect, it } from 'vitest';
import { REFUND_RETRIES_MS, refundRetryDelay } from './refund-retries.js';

describe('the retries of a refund', () => {
  it('should begin within the day, come ever more seldom, and end', () => {
    const delays = [1, 2, 3, 4, 5].map(refundRetryDelay);
    expect(delays).toEqual(REFUND_RETRIES_MS);
    expect(delays[0]).toBe(3_600_000);
    expect([...delays].sort((a, b) => Number(a) - Number(b))).toEqual(delays);
    expect(refundRetryDelay(6)).toBeNull();
  });
});
