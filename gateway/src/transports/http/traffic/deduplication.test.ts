import { beforeEach, describe, expect, it } from 'vitest';
import type { WireAnswer } from '../wire/exchange.js';
import { Sweeper } from '../wire/sweeper.js';
import { withDeduplication } from './deduplication.js';
import { FetchCall, type SendCall, type SubgraphCall } from './subgraph-call.js';

interface Sent {
  readonly call: SubgraphCall;
  readonly resolve: (answer: WireAnswer) => void;
  readonly reject: (error: unknown) => void;
}

let sent: Sent[];
let sharedCount: number;
let send: SendCall;
beforeEach(() => {
  sent = [];
  sharedCount = 0;
  send = withDeduplication((call) => new Promise((resolve, reject) => sent.push({ call, resolve, reject })), {
    subgraph: 's',
    sweeper: new Sweeper(),
    onShared: () => sharedCount++,
  });
});

const call = (
  options: {
    body?: string;
    authority?: string;
    isQuery?: boolean;
    signal?: AbortSignal;
    expiresInMs?: number;
  } = {},
) =>
  new FetchCall({
    body: options.body ?? 'b',
    fields: 'x-request-id: 1',
    authority: options.authority ?? 'a',
    isQuery: options.isQuery ?? true,
    expiresAt: performance.now() + (options.expiresInMs ?? 60_000),
    signal: options.signal,
  });
const answer = { status: 200, body: '{}' };

describe('equal queries in flight', () => {
  it('should be sent once, and all get the answer; one that comes after it is sent anew', async () => {
    const both = [send(call()), send(call())];
    expect([sent.length, sharedCount]).toEqual([1, 1]);
    sent[0]?.resolve(answer);
    expect(await Promise.all(both)).toEqual([answer, answer]);
    void send(call());
    expect(sent).toHaveLength(2);
  });

  it('should all fail when the one that is sent does', async () => {
    const both = [send(call()), send(call())];
    sent[0]?.reject(new Error('lost'));
    for (const one of both) await expect(one).rejects.toThrow('lost');
  });

  it.each([
    ['another body', { body: 'c' }],
    ["another caller's authority", { authority: 'z' }],
    ['a mutation', { isQuery: false }],
    ['one with far more time than the subgraph was told', { expiresInMs: 600_000 }],
  ])('should not be shared with %s', (_title, other) => {
    void send(call());
    void send(call(other));
    expect([sent.length, sharedCount]).toEqual([2, 0]);
  });

  it('should not share mutations that are equal', () => {
    void send(call({ isQuery: false }));
    void send(call({ isQuery: false }));
    expect(sent).toHaveLength(2);
  });

  it('should go on for the others when the first caller leaves, until all have', async () => {
    const [first, second] = [new AbortController(), new AbortController()];
    const one = send(call({ signal: first.signal }));
    const two = send(call({ signal: second.signal }));
    const shared = sent[0]?.call as SubgraphCall;
    first.abort();
    await expect(one).rejects.toMatchObject({ reason: 'cancelled' });
    expect(shared.aborted).toBe(false);
    second.abort();
    await expect(two).rejects.toMatchObject({ reason: 'cancelled' });
    expect(shared.aborted).toBe(true);
    void send(call());
    expect(sent).toHaveLength(2);
  });

  it('should last as long as the longest deadline, and end for each caller at its own', async () => {
    const short = send(call({ expiresInMs: 30_000 }));
    const long = call({ expiresInMs: 50_000 });
    const late = send(long);
    expect(sent[0]?.call.expiresAt).toBe(long.expiresAt);
    const hasty = send(call({ expiresInMs: 20 }));
    await expect(hasty).rejects.toMatchObject({ reason: 'timeout' });
    sent[0]?.resolve(answer);
    expect(await Promise.all([short, late])).toEqual([answer, answer]);
  });
});
