import { createLogger } from '@orrery/runtime';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { SubgraphWatch } from './subgraph-watch.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

const log = createLogger({ service: 'test', level: 'silent' });
const silent = { probeVia: () => () => new Promise<never>(() => {}) };

it('should wait 5 s for subgraphs that do not answer their first probe, and no longer', () => {
  const watch = new SubgraphWatch(silent, log);
  watch.follow(new Map([['slow', 'http://slow.test/']]));
  vi.advanceTimersByTime(4_999);
  expect(() => watch.readiness()).toThrow('not tried yet');
  vi.advanceTimersByTime(1);
  expect(watch.readiness()).toEqual({ slow: 'not tried' });
  watch.stop();
});

it('should stay ready when a reload brings a subgraph that was not tried', async () => {
  const prompt = { probeVia: () => async () => ({ data: {}, errors: [] }) };
  const watch = new SubgraphWatch(prompt, log);
  watch.follow(new Map([['a', 'http://a.test/']]));
  await vi.waitFor(() => expect(watch.readiness()).toEqual({ a: 'up' }));
  watch.follow(new Map([['b', 'http://b.test/']]));
  expect(watch.readiness()).toEqual({ b: 'not tried' });
  watch.stop();
});
