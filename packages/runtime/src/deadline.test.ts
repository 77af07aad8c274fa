import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { deadlineIn, timeoutFromHeader } from './deadline.js';

describe('deadlineIn', () => {
  it('should abort when its time is over, and then have none left', async () => {
    const { signal, remainingMs } = deadlineIn(5);
    // Node keeps no process alive for an abort timer: a timer of this test's own does.
    const alive = setInterval(() => undefined, 1_000);
    if (!signal.aborted) await once(signal, 'abort');
    clearInterval(alive);
    expect(signal.reason).toMatchObject({ name: 'TimeoutError' });
    expect(remainingMs()).toBe(0);
  });

  it('should abort sooner when its client leaves', () => {
    const client = new AbortController();
    const { signal, remainingMs } = deadlineIn(60_000, client.signal);
    expect(signal.aborted).toBe(false);
    client.abort();
    expect(signal.aborted).toBe(true);
    expect(remainingMs()).toBeGreaterThan(50_000);
    expect(remainingMs()).toBeLessThanOrEqual(60_000);
  });
});

describe('timeoutFromHeader', () => {
  it('should take what is left when it is less than its own limit', () => {
    expect(timeoutFromHeader('250', 30_000)).toBe(250);
    expect(timeoutFromHeader('30000', 30_000)).toBe(30_000);
  });

  it.each([undefined, '', '0', '-1', '30001', '1e3', '2.5', ' 5', '0x10', '9999999999', ['5', '6']])(
    'should keep its own limit for %j',
    (value) => {
      expect(timeoutFromHeader(value, 30_000)).toBe(30_000);
    },
  );
});
