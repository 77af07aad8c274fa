import { beforeEach, describe, expect, it } from 'vitest';
import { type FailureReason, SubgraphFailure } from '../subgraph-failure.js';
import { CircuitBreaker, withCircuitBreaker } from './circuit-breaker.js';
import { FetchCall } from './subgraph-call.js';

const OPTIONS = { failures: 3, failureRate: 0.5, minimumCalls: 8, openMs: 1_000 };

let clock: number;
let states: string[];
let breaker: CircuitBreaker;
beforeEach(() => {
  clock = 5_000;
  states = [];
  breaker = new CircuitBreaker(
    OPTIONS,
    () => clock,
    (state) => states.push(state),
  );
});
const fail = (times: number, apartMs = 200) => {
  for (let i = 0; i < times; i++) {
    breaker.failed();
    clock += apartMs;
  }
};

describe('a circuit', () => {
  it('should open after failures in a row, and let one call through after its time', () => {
    fail(2);
    expect(breaker.admits()).toBe(true);
    fail(1);
    expect([breaker.state, breaker.admits()]).toEqual(['open', false]);
    clock += 799; // 200 have gone by since it opened
    expect(breaker.admits()).toBe(false);
    clock += 1;
    expect([breaker.admits(), breaker.admits()]).toEqual([true, false]);
    breaker.succeeded();
    expect([breaker.admits(), breaker.admits()]).toEqual([true, true]);
    expect(states).toEqual(['open', 'half-open', 'closed']);
  });

  it('should open again when the trial fails, and count anew after it closed', () => {
    fail(3);
    clock += 1_000;
    expect(breaker.admits()).toBe(true);
    breaker.failed();
    expect([breaker.state, breaker.admits()]).toEqual(['open', false]);
    clock += 1_000;
    expect(breaker.admits()).toBe(true);
    breaker.succeeded();
    fail(2);
    expect(breaker.state).toBe('closed');
  });

  it('should try again when the trial itself does not end', () => {
    fail(3);
    clock += 1_000;
    expect(breaker.admits()).toBe(true);
    clock += 999;
    expect(breaker.admits()).toBe(false);
    clock += 1;
    expect(breaker.admits()).toBe(true);
  });

  it('should not open for calls that were lost at one moment, however many', () => {
    fail(100, 0);
    expect(breaker.admits()).toBe(true);
    breaker.succeeded();
    clock += 300;
    fail(1);
    expect(breaker.state).toBe('closed');
  });

  it('should open when half of the calls fail over a time, though others succeed between', () => {
    for (let i = 0; i < 4; i++) {
      breaker.succeeded();
      fail(1, 500);
    }
    expect(breaker.state).toBe('open');
  });

  it('should forget failures after 10 s', () => {
    for (let i = 0; i < 3; i++) {
      breaker.succeeded();
      fail(1, 500);
    }
    clock += 10_000;
    for (let i = 0; i < 7; i++) breaker.succeeded();
    fail(2, 0);
    expect(breaker.state).toBe('closed');
  });

  it('should not be closed by an answer to a call from before it opened', () => {
    fail(3);
    breaker.succeeded();
    expect(breaker.state).toBe('open');
  });
});

describe('calls through a circuit', () => {
  const call = new FetchCall({
    body: '',
    fields: '',
    authority: '',
    isQuery: true,
    expiresAt: 0,
    signal: undefined,
  });
  /** Makes ten calls that end so, 100 ms apart, each after `tookMs`. */
  async function stateAfter(
    outcome: FailureReason | number,
    tookMs = 0,
  ): Promise<{ state: string; sent: number; last: unknown }> {
    let sent = 0;
    const send = withCircuitBreaker(
      async () => {
        sent++;
        clock += tookMs;
        if (typeof outcome === 'number') return { status: outcome, body: '' };
        throw new SubgraphFailure('s', outcome);
      },
      { subgraph: 's', breaker, timeoutMs: 400, now: () => clock },
    );
    let last: unknown;
    for (let i = 0; i < 10; i++) {
      clock += 100;
      last = await send(call).catch((error: unknown) => (error as SubgraphFailure).reason);
    }
    return { state: breaker.state, sent, last };
  }

  it.each(['unreachable', 'not HTTP', 502, 503, 504] as const)(
    'should be stopped by outages: %s',
    async (outcome) => {
      expect(await stateAfter(outcome)).toEqual({ state: 'open', sent: 4, last: 'circuit open' });
    },
  );

  it.each(['too large', 'cancelled', 'overloaded'] as const)(
    'should not be stopped by what is not the fault of the subgraph: %s',
    async (outcome) => {
      expect(await stateAfter(outcome)).toEqual({ state: 'closed', sent: 10, last: outcome });
    },
  );

  it.each([200, 400, 401, 429, 500])('should not be stopped by answers: %s', async (status) => {
    expect(await stateAfter(status)).toMatchObject({ state: 'closed', sent: 10 });
  });

  it("should be stopped by time limits of the subgraph's, not by a client's own short ones", async () => {
    expect(await stateAfter('timeout', 399)).toMatchObject({ state: 'closed', sent: 10 });
    expect(await stateAfter('timeout', 400)).toMatchObject({ last: 'circuit open' });
  });
});
