import { createLogger } from '@orrery/runtime';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LiveBus } from './live-bus.js';
import { LiveFanOut } from './live-fan-out.js';

function fanOut() {
  const tell = vi.fn<LiveBus['tell']>();
  const live = new LiveFanOut({
    publish: () => undefined,
    bus: { start: () => undefined, tell, hand: async () => undefined, close: async () => undefined },
    since: async () => [],
    onWake: () => undefined,
    log: createLogger({ service: 'test', level: 'silent' }),
  });
  return { live, tell, wake: { kind: 'wake', instance: live.instance } };
}

describe('waking who relays', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('should tell those of many commits at once, each once', () => {
    const { live, tell, wake } = fanOut();
    for (const one of ['a', 'b', 'a']) live.wakeOther(one);
    expect(tell).not.toHaveBeenCalled();
    vi.runAllTimers();
    expect(tell.mock.calls).toEqual([[wake, ['a', 'b']]]);
    live.wakeOther('b');
    vi.runAllTimers();
    expect(tell).toHaveBeenLastCalledWith(wake, ['b']);
  });

  it('should tell all where it is not known who relays', () => {
    const { live, tell, wake } = fanOut();
    live.wakeOther('a');
    live.wakeOther(undefined);
    vi.runAllTimers();
    expect(tell.mock.calls).toEqual([[wake, undefined]]);
  });
});
