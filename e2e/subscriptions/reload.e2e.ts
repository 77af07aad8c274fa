import { writeFile } from 'node:fs/promises';
import type { Client } from 'graphql-ws';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startGateway, type TestGateway } from '../gateway/fixture/gateway.js';
import { LAMP, LIVE_SDL, type LiveShop, startLiveShop } from './fixture/live-shop.js';
import { until } from './fixture/until.js';
import { hear, websocketClient } from './fixture/websocket-client.js';

const SCORES = 'subscription Scores { goodChanged { name score } }';

describe('a reload of the supergraph under running subscriptions', () => {
  let shop: LiveShop;
  let gateway: TestGateway;
  let client: Client;

  beforeEach(async () => {
    shop = await startLiveShop();
    gateway = await startGateway(shop.supergraphSdl);
    client = websocketClient(gateway.server.url);
  });
  afterEach(async () => {
    await client.dispose();
    await gateway.stop();
    await shop.stop();
  });

  const reload = async (changes: Parameters<LiveShop['supergraphWith']>[0]) => {
    await writeFile(gateway.supergraphFile, shop.supergraphWith(changes));
    await gateway.logged(({ msg }) => msg === 'the supergraph was reloaded');
  };

  it('should keep those alive that are still valid, without subscribing anew at the subgraph', async () => {
    const { goods } = shop.subgraphs;
    const heard = hear(client, SCORES);
    await goods.listening(1);
    goods.emit('goodChanged', LAMP);
    await heard.count(1);
    await reload({ freight: undefined });
    goods.emit('goodChanged', { ...LAMP, name: 'Lamp II' });
    await heard.count(2);
    expect(heard.answers).toEqual([
      { data: { goodChanged: { name: 'Lamp', score: 4.5 } } },
      { data: { goodChanged: { name: 'Lamp II', score: 4.5 } } },
    ]);
    expect(goods.subscribed).toHaveLength(1);
    expect(goods.connections).toHaveLength(1);
  });

  it('should end those with a clear error that are not, and leave the others', async () => {
    const { goods } = shop.subgraphs;
    const freights = hear(client, 'subscription { goodChanged { freight } }');
    const names = hear(client, 'subscription { goodChanged { name } }');
    await goods.listening(2);
    await reload({ freight: undefined });
    await freights.ended();
    expect(freights.error).toEqual([
      {
        message: 'The graph has changed, and this subscription is not valid on the new one.',
        extensions: { code: 'SUBSCRIPTION_SCHEMA_RELOAD' },
      },
    ]);
    await goods.listening(1);
    goods.emit('goodChanged', LAMP);
    await names.count(1);
    expect(names.answers).toEqual([{ data: { goodChanged: { name: 'Lamp' } } }]);
  });

  it('should subscribe anew where the new plan listens to something else', async () => {
    const { goods } = shop.subgraphs;
    await reload({ goods: LIVE_SDL.goods.replace('colour: String @shareable', '') });
    const heard = hear(client, 'subscription { goodChanged { name colour } }');
    await goods.listening(1);
    goods.emit('goodChanged', LAMP);
    await heard.count(1);
    gateway.logLines.length = 0;
    await reload({});
    await until(() => goods.subscribed.length === 2);
    await goods.listening(1);
    goods.emit('goodChanged', LAMP);
    await heard.count(2);
    // The first came from another subgraph, which says blue.
    expect(heard.answers).toEqual([
      { data: { goodChanged: { name: 'Lamp', colour: 'blue' } } },
      { data: { goodChanged: { name: 'Lamp', colour: 'red' } } },
    ]);
    expect(goods.connections).toHaveLength(1);
    heard.stop();
  });
});
