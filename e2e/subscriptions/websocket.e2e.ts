import type { Client } from 'graphql-ws';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startGateway, type TestGateway } from '../gateway/fixture/gateway.js';
import { LAMP, type LiveShop, startLiveShop } from './fixture/live-shop.js';
import { hear, websocketClient } from './fixture/websocket-client.js';

describe('operations over a WebSocket', () => {
  let shop: LiveShop;
  let gateway: TestGateway;
  const clients: Client[] = [];

  beforeAll(async () => {
    shop = await startLiveShop();
    gateway = await startGateway(shop.supergraphSdl);
  });
  afterEach(() => Promise.all(clients.splice(0).map((client) => client.dispose())));
  afterAll(async () => {
    await gateway.stop();
    await shop.stop();
  });

  const connect = (options: Parameters<typeof websocketClient>[1] = {}) => {
    const client = websocketClient(gateway.server.url, options);
    clients.push(client);
    return client;
  };

  it('should complete each event with the fields of other subgraphs', async () => {
    const { goods } = shop.subgraphs;
    const heard = hear(connect(), 'subscription { goodChanged { name freight score opinions { text } } }');
    await goods.listening(1);
    goods.emit('goodChanged', LAMP);
    goods.emit('goodChanged', { ...LAMP, name: 'Lamp II', weight: 4 });
    await heard.count(2);
    expect(heard.answers).toEqual([
      { data: { goodChanged: { name: 'Lamp', freight: 30, score: 4.5, opinions: [{ text: 'fine' }] } } },
      { data: { goodChanged: { name: 'Lamp II', freight: 40, score: 4.5, opinions: [{ text: 'fine' }] } } },
    ]);
    heard.stop();
    await goods.listening(0);
  });

  it('should subscribe where a subgraph is said to take subscriptions, and start with no address too many', async () => {
    const { freight, goods } = shop.subgraphs;
    const address = (url: string) => url.replace('http', 'ws');
    await expect(
      startGateway(shop.supergraphSdl, { SUBGRAPH_WS_URLS: `nothing=${address(goods.url)}` }),
    ).rejects.toThrow('SUBGRAPH_WS_URLS names nothing, which the supergraph does not have');
    // Another subgraph's address shows where it goes: that one refuses a field that it does not have.
    const elsewhere = await startGateway(shop.supergraphSdl, {
      SUBGRAPH_WS_URLS: `goods=${address(freight.url)}`,
    });
    const client = websocketClient(elsewhere.server.url);
    const heard = hear(client, 'subscription { goodChanged { name } }');
    await heard.ended();
    expect(heard.answers).toMatchObject([{ errors: [{ extensions: { subgraph: 'goods' } }] }]);
    expect(freight.connections).toHaveLength(1);
    await client.dispose();
    await elsewhere.stop();
  });
});
