import { createLogger } from '@orrery/runtime';
import { buildSchema, getOperationAST, type OperationDefinitionNode, parse } from 'graphql';
import { describe, expect, it, vi } from 'vitest';
import type { Answer, Engine, PreparedOperation, SubscriptionEvent } from '../executor/engine.js';
import { SubgraphFailure } from '../transports/http/subgraph-failure.js';
import type { UpstreamListener } from '../transports/ws/subgraph-link.js';
import type { StreamContext } from './stream-scope.js';
import type { Subscriber } from './subscriber.js';
import { SubscriptionHub } from './subscription-hub.js';

const DOCUMENT = parse('subscription S { a }');
const OPERATION = {
  resolved: {
    document: DOCUMENT,
    operation: getOperationAST(DOCUMENT) as OperationDefinitionNode,
    queryHash: 'h',
  },
  variables: {},
  authority: { headers: { authorization: 'Bearer a' }, key: 'a' },
};
const turn = () => new Promise(setImmediate);

type Complete = (event: SubscriptionEvent, context: StreamContext) => Promise<Answer>;

describe('the streams of a hub', () => {
  const engineOf = (sdl: string, upstreamQuery: string, complete: Complete) => {
    const source = {
      subgraph: 'goods',
      request: { query: upstreamQuery, isMutation: false, variables: {} },
      complete: (event: SubscriptionEvent, context: unknown) => complete(event, context as StreamContext),
    };
    const prepared = { subscription: () => source } as Partial<PreparedOperation> as PreparedOperation;
    return { schema: buildSchema(sdl), prepare: () => prepared } as Partial<Engine> as Engine;
  };
  const SDL = 'type Query { q: Int } type Subscription { a: Int }';
  const echo: Complete = async ({ data }) => ({ data: { ...data } });

  const make = (complete: Complete = echo) => {
    const upstreams: { query: string; listener: UpstreamListener; stop: ReturnType<typeof vi.fn> }[] = [];
    const contexts: { leave: ReturnType<typeof vi.fn>; end: ReturnType<typeof vi.fn> }[] = [];
    let swap: (engine: Engine) => void = () => {};
    const supergraph = {
      current: engineOf(SDL, 'first', complete),
      onSwap: (listener: (engine: Engine) => void) => {
        swap = listener;
        return () => {};
      },
    };
    const log = createLogger({ service: 'gateway', level: 'silent' });
    const hub = new SubscriptionHub({
      supergraph,
      upstream: {
        subscribe: (_target, { query }, listener) => {
          const stop = vi.fn();
          upstreams.push({ query, listener, stop });
          return stop;
        },
      },
      websocketUrl: () => 'ws://goods/',
      occupy: () => () => {},
      contextFor: () => {
        const deadline = {
          leave: vi.fn(),
          end: vi.fn(),
          remainingMs: () => 1_000,
          signal: new AbortController().signal,
        };
        contexts.push(deadline);
        return {
          requestId: 'r',
          deadline,
          forwardedHeaders: {},
          log,
        } as Partial<StreamContext> as StreamContext;
      },
      onEvent: vi.fn(),
      onShared: vi.fn(),
      log,
    });
    const subscribe = () => {
      const told: unknown[] = [];
      const subscriber: Subscriber = {
        next: (answer) => told.push(answer),
        end: (errors) => told.push(errors ? errors.map(({ extensions }) => extensions?.code) : 'end'),
      };
      return { told, stop: hub.subscribe(OPERATION, subscriber) };
    };
    return { hub, upstreams, contexts, subscribe, swap: (engine: Engine) => swap(engine) };
  };

  it('should abort what an event still waits for, and leave the subgraph, when the last client leaves', async () => {
    const { subscribe, upstreams, contexts, hub } = make(() => new Promise(() => {}));
    const [one, two] = [subscribe(), subscribe()];
    await turn();
    upstreams[0]?.listener.event({ data: { a: 1 } });
    await turn();
    one.stop();
    expect(contexts.at(-1)?.leave).not.toHaveBeenCalled();
    two.stop();
    expect(contexts.at(-1)?.leave).toHaveBeenCalledTimes(1);
    expect(upstreams[0]?.stop).toHaveBeenCalledTimes(1);
    expect(hub.count()).toEqual({ streams: 0, subscribers: 0 });
  });

  it('should end the deadline of each event when it is completed', async () => {
    const { subscribe, upstreams, contexts } = make();
    const { told } = subscribe();
    await turn();
    for (const a of [1, 2]) upstreams[0]?.listener.event({ data: { a } });
    await turn();
    expect(told).toEqual([{ data: { a: 1 } }, { data: { a: 2 } }]);
    expect(contexts).toHaveLength(3); // that of planning too
    for (const { end } of contexts) expect(end).toHaveBeenCalledTimes(1);
  });

  it('should tell the events that came before the end, and then the end', async () => {
    const { subscribe, upstreams } = make();
    const [one, two] = [subscribe(), subscribe()];
    await turn();
    upstreams[0]?.listener.event({ data: { a: 1 } });
    upstreams[0]?.listener.failed(new SubgraphFailure('goods', 'unreachable'));
    await turn();
    expect(one.told).toEqual([{ data: { a: 1 } }, ['SUBGRAPH_UNAVAILABLE']]);
    expect(two.told).toEqual(one.told);
  });

  it('should end a stream whose events come faster than they are completed, and keep no more of them', async () => {
    const { subscribe, upstreams } = make(() => new Promise(() => {}));
    const { told } = subscribe();
    await turn();
    for (let i = 0; i < 1_008; i++) upstreams[0]?.listener.event({ data: { a: i } });
    expect(told).toEqual([]);
    upstreams[0]?.listener.event({ data: { a: 0 } });
    expect(told).toEqual([['SUBSCRIPTION_OVERFLOW']]);
    expect(upstreams[0]?.stop).toHaveBeenCalledTimes(1);
  });

  it('should tell an event that is no GraphQL response as an error of the subgraph, and go on', async () => {
    const { subscribe, upstreams } = make(async ({ errors }) => ({ data: { count: errors?.length ?? 0 } }));
    const { told } = subscribe();
    await turn();
    for (const payload of ['text', null, { data: 1 }, { errors: 'x' }]) upstreams[0]?.listener.event(payload);
    upstreams[0]?.listener.event({ data: { a: 1 } });
    await turn();
    expect(told).toEqual([1, 1, 1, 1, 0].map((count) => ({ data: { count } })));
  });

  it('should move to a new engine: complete there, and listen anew only to something else', async () => {
    const { subscribe, upstreams, swap } = make();
    const { told } = subscribe();
    await turn();
    const doubling: Complete = async ({ data }) => ({ data: { a: Number(data?.a) * 2 } });
    swap(engineOf(SDL, 'first', doubling));
    await turn();
    upstreams[0]?.listener.event({ data: { a: 1 } });
    await turn();
    expect(upstreams).toHaveLength(1);
    swap(engineOf(SDL, 'second', doubling));
    await turn();
    expect(upstreams.map(({ query }) => query)).toEqual(['first', 'second']);
    expect(upstreams[0]?.stop).toHaveBeenCalledTimes(1);
    upstreams[1]?.listener.event({ data: { a: 3 } });
    await turn();
    expect(told).toEqual([{ data: { a: 2 } }, { data: { a: 6 } }]);
  });

  it('should move a stream that was still being planned when the new engine came', async () => {
    const { subscribe, upstreams, swap } = make();
    subscribe();
    swap(engineOf(SDL, 'second', echo));
    await turn();
    expect(upstreams.at(-1)?.query).toBe('second');
    expect(upstreams.filter(({ stop }) => stop.mock.calls.length === 0)).toHaveLength(1);
  });

  it('should end on a new engine what is not valid there', async () => {
    const { subscribe, upstreams, swap, hub } = make();
    const { told } = subscribe();
    await turn();
    swap(engineOf('type Query { q: Int } type Subscription { b: Int }', 'first', echo));
    await turn();
    expect(told).toEqual([['SUBSCRIPTION_SCHEMA_RELOAD']]);
    expect(upstreams[0]?.stop).toHaveBeenCalledTimes(1);
    expect(hub.count()).toEqual({ streams: 0, subscribers: 0 });
  });
});
