import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PIPELINES, startGateway, type TestGateway } from '../gateway/fixture/gateway.js';
import { LAMP, type LiveShop, startLiveShop } from '../subscriptions/fixture/live-shop.js';
import { hear, websocketClient } from '../subscriptions/fixture/websocket-client.js';
import { type Collector, type ReceivedSpan, startCollector } from './fixture/collector.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const CLIENT = 'b7ad6b7169203331';
const TRACEPARENT = `00-${TRACE}-${CLIENT}-01`;
const COUNT = 'query Count { opinionCount }';

let shop: LiveShop;
let collector: Collector;
let gateway: TestGateway | undefined;
beforeAll(async () => {
  shop = await startLiveShop();
});
beforeEach(async () => {
  collector = await startCollector();
});
afterEach(async () => {
  await gateway?.stop();
  await collector.stop();
});
afterAll(() => shop.stop());

async function start(variables: Record<string, string> = {}): Promise<TestGateway> {
  gateway = await startGateway(shop.supergraphSdl, {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    ...variables,
  });
  return gateway;
}

/** Ends the gateway, which sends all spans; those of probes are left out. */
async function spans(): Promise<ReceivedSpan[]> {
  await gateway?.stop();
  gateway = undefined;
  return collector.spans;
}

const named = (received: readonly ReceivedSpan[], name: string) => {
  const [first, ...others] = received.filter((span) => span.name === name);
  expect(others).toEqual([]);
  return first as ReceivedSpan;
};

function expectCounted(received: readonly ReceivedSpan[]): void {
  const operation = named(received, 'graphql.operation');
  expect(operation).toMatchObject({
    traceId: TRACE,
    parentSpanId: CLIENT,
    isError: false,
    attributes: {
      'graphql.operation.name': 'Count',
      'graphql.operation.type': 'query',
      'http.response.status_code': 200,
    },
  });
  for (const name of ['graphql.resolve', 'graphql.plan', 'subgraph.fetch']) {
    expect(named(received, name)).toMatchObject({ traceId: TRACE, parentSpanId: operation.spanId });
  }
  expect(received).toHaveLength(4);
}

describe('traces of streams and sockets', () => {
  it('should have a query over a WebSocket in the trace that its extensions tell of', async () => {
    const { server } = await start();
    const client = websocketClient(server.url);
    await new Promise<void>((complete, error) => {
      const payload = { query: COUNT, extensions: { traceparent: TRACEPARENT } };
      client.subscribe(payload, { next: () => {}, error, complete });
    });
    await client.dispose();
    expectCounted(await spans());
  });

  it.each(PIPELINES)(
    'should have a query by server-sent events in its trace, by the path %s',
    async (PIPELINE) => {
      const { server } = await start({ PIPELINE });
      const answer = await fetch(`${server.url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'text/event-stream',
          traceparent: TRACEPARENT,
        },
        body: JSON.stringify({ query: COUNT }),
      });
      expect(await answer.text()).toContain('"opinionCount":2');
      expectCounted(await spans());
    },
  );

  it('should have a span for what is refused, and one for a subscription that has begun', async () => {
    const { server } = await start({ OTEL_TRACES_SAMPLER: 'always_on' });
    const client = websocketClient(server.url);
    const refused = hear(client, '{ nothing }');
    await refused.ended();
    const heard = hear(client, 'subscription Goods { goodChanged { name } }');
    await shop.subgraphs.goods.listening(1);
    heard.stop();
    await shop.subgraphs.goods.listening(0);
    await client.dispose();
    const operations = (await spans()).filter(({ name }) => name === 'graphql.operation');
    expect(
      operations.map(({ isError, attributes }) => [
        isError,
        attributes['error.type'] ?? attributes['graphql.operation.name'],
      ]),
    ).toEqual([
      [true, 'GRAPHQL_VALIDATION_FAILED'],
      [false, 'Goods'],
    ]);
  });

  it('should have an event in a trace of its own, with the fetches that complete it', async () => {
    const { server } = await start({ OTEL_TRACES_SAMPLER: 'always_on' });
    const client = websocketClient(server.url);
    const heard = [1, 2].map(() => hear(client, 'subscription Goods { goodChanged { name score } }'));
    await shop.subgraphs.goods.listening(1);
    shop.subgraphs.goods.emit('goodChanged', LAMP);
    await Promise.all(heard.map((one) => one.count(1)));
    await client.dispose();
    const received = await spans();
    const event = named(received, 'subscription.event');
    expect(event).toMatchObject({
      parentSpanId: '',
      isError: false,
      attributes: {
        'graphql.operation.name': 'Goods',
        'graphql.operation.type': 'subscription',
        'orrery.subgraph.name': 'goods',
      },
    });
    const fetched = named(received, 'subgraph.fetch');
    expect(fetched).toMatchObject({
      traceId: event.traceId,
      parentSpanId: event.spanId,
      attributes: { 'orrery.subgraph.name': 'opinions', 'orrery.fetch.path': 'goodChanged' },
    });
  });
});
