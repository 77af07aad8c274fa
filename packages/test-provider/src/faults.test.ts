import { describe, expect, it } from 'vitest';
import { configSchema } from './config.js';
import { Faults } from './faults.js';

const settings = { seed: 7, latencyMs: 100, lostRequests: 0.2, lostAnswers: 0.3, lateMs: 5_000 };
const keys = Array.from({ length: 1_000 }, (_, i) => `key-${i}`);

describe('faults on purpose', () => {
  it('should be the same for the same seed, whatever the order of the requests', () => {
    const [one, other] = [new Faults(settings), new Faults(settings)];
    const first = new Map(keys.map((key) => [key, [one.next(key), one.next(key)]]));
    for (const key of [...keys].reverse()) expect([other.next(key), other.next(key)]).toEqual(first.get(key));
    const elsewhere = new Faults({ ...settings, seed: 8 });
    expect(keys.filter((key) => elsewhere.next(key).requestLost)).not.toEqual(
      keys.filter((key) => first.get(key)?.[0]?.requestLost),
    );
  });

  it('should come about as often as asked for, of each kind', () => {
    const faults = new Faults(settings);
    const drawn = keys.map((key) => faults.next(key));
    const share = (of: (fault: (typeof drawn)[number]) => boolean) => drawn.filter(of).length / keys.length;
    expect(share(({ requestLost }) => requestLost)).toBeCloseTo(0.2, 1);
    expect(share(({ answer }) => answer === 'hang-up')).toBeCloseTo(0.15, 1);
    expect(share(({ answer }) => answer === 'late')).toBeCloseTo(0.15, 1);
    const delays = drawn.filter(({ answer }) => answer !== 'late').map(({ delayMs }) => delayMs);
    expect(Math.max(...delays)).toBeLessThan(100);
    expect(Math.max(...delays)).toBeGreaterThan(50);
  });

  it('should be none when none are asked for', () => {
    const faults = new Faults({ ...settings, latencyMs: 0, lostRequests: 0, lostAnswers: 0 });
    for (const key of keys) {
      expect(faults.next(key)).toEqual({ requestLost: false, answer: 'given', delayMs: 0 });
    }
  });

  it('should be refused outside development, each by name', () => {
    const env = { PORT: '0', LOG_FILE: 'x', FAULT_LATENCY_MS: '1', FAULT_LOST_ANSWERS: '0.5' };
    expect(configSchema.safeParse({ ...env, ORRERY_ENV: 'development' }).success).toBe(true);
    const { error } = configSchema.safeParse(env);
    expect(error?.issues.map(({ path }) => path)).toEqual([['FAULT_LATENCY_MS'], ['FAULT_LOST_ANSWERS']]);
  });
});
