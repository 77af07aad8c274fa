import type { Client } from 'graphql-ws';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startGateway, type TestGateway } from '../gateway/fixture/gateway.js';
import { LAMP, type LiveShop, startLiveShop } from './fixture/live-shop.js';
import { type Heard, hear, websocketClient } from './fixture/websocket-client.js';

const SUBSCRIPTION = 'subscription { goodChanged { name score } }';
const answer = (name: string) => ({ data: { goodChanged: { name, score: 4.5 } } });

describe('a subscription and its subgraph', () => {
  let shop: LiveShop;
  let gateway: TestGateway;
  let client: Client;

  beforeAll(async () => {
    shop = await startLiveShop();
    gateway = await startGateway(shop.supergraphSdl);
  });
  beforeEach(() => {
    gateway.logLines.length = 0;
    client = websocketClient(gateway.server.url, { connectionParams: { authorization: 'Bearer ada' } });
  });
  afterEach(async () => {
    await client.dispose();
    await shop.subgraphs.goods.listening(0);
  });
  afterAll(async () => {
    await gateway.stop();
    await shop.stop();
  });

  it('should go on after the subgraph was killed and came back: the client sees a gap', async () => {
    const { goods } = shop.subgraphs;
    const heard = hear(client, SUBSCRIPTION);
    await goods.listening(1);
    goods.emit('goodChanged', LAMP);
    await heard.count(1);
    await goods.kill();
    await goods.listening(0);
    await gateway.logged(({ msg }) => String(msg).includes('connection of subscriptions'));
    await goods.revive();
    await goods.listening(1);
    goods.emit('goodChanged', { ...LAMP, name: 'Lamp II' });
    await heard.count(2);
    expect(heard.answers).toEqual([answer('Lamp'), answer('Lamp II')]);
    expect(heard.error).toBeUndefined();
    expect(JSON.stringify(heard.answers)).not.toContain('errors');
  });

  it('should go on when the subgraph closes its connections in order, as in a restart', async () => {
    const { goods } = shop.subgraphs;
    const heard = hear(client, SUBSCRIPTION);
    await goods.listening(1);
    const before = goods.connections.length;
    goods.connections.at(-1)?.socket.close(1001, 'Going away');
    await goods.listening(0);
    await goods.listening(1);
    goods.emit('goodChanged', LAMP);
    await heard.count(1);
    expect(goods.connections).toHaveLength(before + 1);
    expect(goods.connections.at(-1)?.params).toEqual({ authorization: 'Bearer ada' });
  });

  it('should begin when the subgraph comes up in that time', async () => {
    const { goods } = shop.subgraphs;
    await goods.kill();
    const heard = hear(client, SUBSCRIPTION);
    await gateway.logged(({ msg }) => String(msg).includes('connection of subscriptions'));
    await goods.revive();
    await goods.listening(1);
    goods.emit('goodChanged', LAMP);
    await heard.count(1);
    expect(heard.answers).toEqual([answer('Lamp')]);
  });

  it("should end with the subgraph's error when the subgraph refuses it, without what is private", async () => {
    shop.subgraphs.goods.refuse('subscriptions');
    const heard = hear(client, SUBSCRIPTION);
    await heard.ended();
    expect(heard.error).toEqual([
      { message: 'not for you', extensions: { code: 'FORBIDDEN', subgraph: 'goods' } },
    ]);
    shop.subgraphs.goods.refuse(undefined);
  });

  it('should end with UNAUTHENTICATED when the subgraph does not accept the caller, also after a restart', async () => {
    const { goods } = shop.subgraphs;
    const heard = hear(client, SUBSCRIPTION);
    await goods.listening(1);
    goods.refuse('connections');
    goods.connections.at(-1)?.socket.terminate();
    await heard.ended();
    expect(heard.error).toEqual([
      {
        message: 'The subgraph goods does not accept the caller: the token may have expired.',
        extensions: { code: 'UNAUTHENTICATED', subgraph: 'goods' },
      },
    ]);
    goods.refuse(undefined);
  });

  it('should cost an event only the fields of a subgraph that is down, and go on', async () => {
    const { goods, opinions } = shop.subgraphs;
    const heard = hear(client, SUBSCRIPTION);
    await goods.listening(1);
    await opinions.kill();
    goods.emit('goodChanged', LAMP);
    await heard.count(1);
    await opinions.revive();
    await gateway.logged(({ msg, subgraph }) => msg === 'subgraph up' && subgraph === 'opinions');
    goods.emit('goodChanged', LAMP);
    await heard.count(2);
    expect(heard.answers).toEqual([
      {
        data: { goodChanged: { name: 'Lamp', score: null } },
        errors: [
          {
            message: 'The subgraph opinions could not be reached.',
            path: ['goodChanged', 'score'],
            extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'opinions' },
          },
        ],
      },
      answer('Lamp'),
    ]);
  });
});

describe('the time limits of a subscription', () => {
  let shop: LiveShop;
  let gateway: TestGateway;
  let client: Client;

  beforeAll(async () => {
    shop = await startLiveShop();
    gateway = await startGateway(shop.supergraphSdl, {
      REQUEST_TIMEOUT_MS: '2000',
      SUBSCRIPTION_OUTAGE_MS: '100',
    });
    client = websocketClient(gateway.server.url);
  });
  afterAll(async () => {
    await client.dispose();
    await gateway.stop();
    await shop.stop();
  });

  it('should refuse with an error what cannot be sent to its subgraph within the time of an operation', async () => {
    await shop.subgraphs.goods.kill();
    let heard: Heard;
    do {
      heard = hear(client, SUBSCRIPTION);
      await heard.ended();
    } while (JSON.stringify(heard.error).includes('planned')); // the first may spend its time on waiting for its plan
    expect(heard.error).toEqual([
      {
        message: 'The subgraph goods did not answer in time.',
        extensions: { code: 'DEADLINE_EXCEEDED', subgraph: 'goods' },
      },
    ]);
    await shop.subgraphs.goods.revive();
  });

  it('should give each event a deadline of its own, and end when the subgraph stays away too long', async () => {
    const { goods } = shop.subgraphs;
    const heard = hear(client, SUBSCRIPTION);
    await goods.listening(1);
    const startedAt = performance.now();
    let sent = 0;
    while (performance.now() - startedAt < 3_000) {
      goods.emit('goodChanged', LAMP);
      sent++;
      await heard.count(sent);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    expect(heard.answers).toEqual(Array.from({ length: sent }, () => answer('Lamp')));
    await goods.kill();
    await heard.ended();
    expect(heard.error).toEqual([
      {
        message: 'The subgraph goods could not be reached.',
        extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'goods' },
      },
    ]);
  });
});
