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
});
