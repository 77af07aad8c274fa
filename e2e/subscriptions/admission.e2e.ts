import type { Client } from 'graphql-ws';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startGateway, type TestGateway } from '../gateway/fixture/gateway.js';
import { LAMP, type LiveShop, startLiveShop } from './fixture/live-shop.js';
import { until } from './fixture/until.js';
import { hear, websocketClient } from './fixture/websocket-client.js';

const COUNT = '{ opinionCount }';
const SHED = {
  message: 'The gateway has more to do than it can; try again in 1 s.',
  extensions: { code: 'OVERLOADED' },
};

describe('admission of what streams and sockets bring', () => {
  let shop: LiveShop;
  let gateway: TestGateway;
  let release: () => void = () => {};
  const clients: Client[] = [];

  beforeAll(async () => {
    shop = await startLiveShop();
  });
  afterEach(async () => {
    release();
    await Promise.all(clients.splice(0).map((client) => client.dispose()));
    await gateway.stop();
    for (const { fetches } of Object.values(shop.subgraphs)) fetches.length = 0;
  });
  afterAll(() => shop.stop());

  const start = async (queue: number) => {
    gateway = await startGateway(shop.supergraphSdl, {
      MAX_OPERATIONS: '1',
      OPERATION_QUEUE: `${queue}`,
      OPERATION_QUEUE_MS: '60000',
      SUBSCRIPTIONS_PER_CONNECTION: '2',
    });
  };
  const connect = () => {
    const client = websocketClient(gateway.server.url);
    clients.push(client);
    return client;
  };
  const metric = async (name: string) => {
    const text = await (await fetch(`${gateway.server.url}/metrics`)).text();
    return Number(new RegExp(`^${name}{.*} (\\d+)$`, 'm').exec(text)?.[1]);
  };
  const inWork = (count: number) =>
    until(async () => (await metric('orrery_operations_in_flight')) === count);

  it('should count a query over a WebSocket, and shed the next one with its code and without its connection', async () => {
    await start(0);
    release = shop.subgraphs.opinions.hold();
    const client = connect();
    const first = hear(client, COUNT);
    await inWork(1);
    const second = hear(client, '{ freights }');
    await second.ended();
    expect(second.error).toEqual([SHED]);
    expect(await gateway.query('{ freights }')).toEqual({ status: 503, errors: [SHED] });
    expect(await metric('orrery_operations_shed_total')).toBe(2);
    release();
    await first.ended();
    expect(first.answers).toEqual([{ data: { opinionCount: 2 } }]);
    const third = hear(client, '{ freights }');
    await third.ended();
    expect(third.answers).toEqual([{ data: { freights: 1 } }]);
    expect(shop.subgraphs.freight.fetches).toHaveLength(1);
    await inWork(0);
  });

  it('should let an operation over a WebSocket wait, and not run what its client took back meanwhile', async () => {
    await start(9);
    release = shop.subgraphs.opinions.hold();
    const client = connect();
    const first = hear(client, COUNT);
    await inWork(1);
    // Messages are taken in their order: once one too many is refused, those before it were taken.
    const taken = async () => {
      const over = hear(client, COUNT);
      await over.ended();
      expect(over.error).toMatchObject([{ extensions: { code: 'SUBSCRIPTION_LIMIT' } }]);
    };
    const left = hear(client, 'mutation { rename(id: "g1", name: "Left") { name } }');
    await taken();
    left.stop();
    const waiting = hear(client, 'mutation { rename(id: "g1", name: "Kept") { name } }');
    await taken();
    release();
    await Promise.all([first.ended(), waiting.ended()]);
    expect(waiting.answers).toEqual([{ data: { rename: { name: 'Kept' } } }]);
    expect(shop.subgraphs.goods.fetches).toHaveLength(1);
    await inWork(0);
  });

  it('should count a query that is answered by server-sent events until its answer', async () => {
    await start(0);
    release = shop.subgraphs.opinions.hold();
    const stream = await fetch(`${gateway.server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query: COUNT }),
    });
    await inWork(1);
    expect(await gateway.query('{ freights }')).toEqual({ status: 503, errors: [SHED] });
    release();
    expect(await stream.text()).toContain('{"data":{"opinionCount":2}}');
    await inWork(0);
  });

  it('should count what completes an event but never shed it, and not count a subscription that listens', async () => {
    await start(0);
    const heard = hear(connect(), 'subscription { goodChanged { name score } }');
    await shop.subgraphs.goods.listening(1);
    await inWork(0);
    const stream = await fetch(`${gateway.server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query: 'subscription { goodChanged { name } }' }),
    });
    await shop.subgraphs.goods.listening(2);
    await inWork(0);
    release = shop.subgraphs.opinions.hold();
    shop.subgraphs.goods.emit('goodChanged', LAMP);
    shop.subgraphs.goods.emit('goodChanged', { ...LAMP, name: 'Lamp II' });
    await inWork(2);
    expect(await gateway.query('{ freights }')).toEqual({ status: 503, errors: [SHED] });
    release();
    await heard.count(2);
    expect(heard.answers).toEqual([
      { data: { goodChanged: { name: 'Lamp', score: 4.5 } } },
      { data: { goodChanged: { name: 'Lamp II', score: 4.5 } } },
    ]);
    await inWork(0);
    await stream.body?.cancel();
  });

  it('should record an operation over a WebSocket that the guards refuse', async () => {
    await start(0);
    const heard = hear(connect(), '{ nothing }');
    await heard.ended();
    expect(heard.error).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
    const line = await gateway.logged(({ msg }) => msg === 'operation');
    expect(line).toMatchObject({ type: 'invalid', status: 400, codes: ['GRAPHQL_VALIDATION_FAILED'] });
    await inWork(0);
  });
});
