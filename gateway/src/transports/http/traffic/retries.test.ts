import { describe, expect, it } from 'vitest';
import { type FailureReason, SubgraphFailure } from '../subgraph-failure.js';
import { backoffMs, RetryBudget, withRetries } from './retries.js';
import { FetchCall } from './subgraph-call.js';

const call = (options: { isQuery?: boolean; expiresInMs?: number; signal?: AbortSignal } = {}) =>
  new FetchCall({
    body: '',
    fields: '',
    authority: '',
    isQuery: options.isQuery ?? true,
    expiresAt: performance.now() + (options.expiresInMs ?? 60_000),
    signal: options.signal,
  });

/** A server of these outcomes, one a call; its last goes on for ever. */
function sender(...outcomes: (FailureReason | number)[]) {
  const state = { sent: 0, retries: 0 };
  const send = withRetries(
    async () => {
      const outcome = outcomes[Math.min(state.sent++, outcomes.length - 1)] as FailureReason | number;
      if (typeof outcome === 'number') return { status: outcome, body: '' };
      throw new SubgraphFailure('s', outcome);
    },
    { max: 2, budgetPercent: 10, onRetry: () => state.retries++, random: () => 0 },
  );
  return { state, send };
}

describe('a query that meets an outage', () => {
  it.each(['unreachable', 502, 503, 504] as const)('should be sent again: %s', async (outcome) => {
    const { send, state } = sender(outcome, 200);
    expect(await send(call())).toEqual({ status: 200, body: '' });
    expect(state).toEqual({ sent: 2, retries: 1 });
  });

  it('should be sent three times at most, and end as the last did', async () => {
    const lost = sender('unreachable');
    await expect(lost.send(call())).rejects.toMatchObject({ reason: 'unreachable' });
    expect(lost.state).toEqual({ sent: 3, retries: 2 });
    expect((await sender(502, 'unreachable', 503).send(call())).status).toBe(503);
  });

  it.each(['timeout', 'circuit open', 'overloaded', 'too large', 'not HTTP', 'cancelled'] as const)(
    'should not be sent again after: %s',
    async (reason) => {
      const { send, state } = sender(reason);
      await expect(send(call())).rejects.toMatchObject({ reason });
      expect(state).toEqual({ sent: 1, retries: 0 });
    },
  );

  it.each([200, 400, 500])('should not be sent again after an answer: %s', async (status) => {
    const { send, state } = sender(status);
    expect((await send(call())).status).toBe(status);
    expect(state.sent).toBe(1);
  });

  it('should not be sent again when its time would be over, or its caller has gone', async () => {
    const late = sender('unreachable');
    await expect(late.send(call({ expiresInMs: 5 }))).rejects.toMatchObject({ reason: 'unreachable' });
    expect(late.state.sent).toBe(1);
    const gone = sender('unreachable');
    await expect(gone.send(call({ signal: AbortSignal.abort() }))).rejects.toThrow();
    expect(gone.state.sent).toBe(1);
  });
});

it('should never send a mutation again', async () => {
  const { send, state } = sender('unreachable');
  await expect(send(call({ isQuery: false }))).rejects.toMatchObject({ reason: 'unreachable' });
  expect(state.sent).toBe(1);
});

it('should keep retries to a share of the queries after a first few', () => {
  const budget = new RetryBudget(10);
  const spend = () => {
    let spent = 0;
    while (budget.spend()) spent++;
    return spent;
  };
  expect(spend()).toBe(10);
  for (let i = 0; i < 30; i++) budget.earn();
  expect(spend()).toBe(3);
  for (let i = 0; i < 1_000; i++) budget.earn();
  expect(spend()).toBe(10);
});

it('should wait longer for each retry, up to a bound, and not always the same', () => {
  expect([0, 1, 2, 9].map((retry) => backoffMs(retry, () => 0))).toEqual([12.5, 25, 50, 50]);
  expect([0, 1, 2, 9].map((retry) => backoffMs(retry, () => 1))).toEqual([25, 50, 100, 100]);
});
