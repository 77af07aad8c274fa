import type { Client } from 'graphql-ws';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startGateway, type TestGateway } from '../gateway/fixture/gateway.js';
import { LAMP, type LiveShop, startLiveShop } from './fixture/live-shop.js';
import { until } from './fixture/until.js';
import { type Heard, hear, websocketClient } from './fixture/websocket-client.js';

const BY_ID =
  'subscription ($id: ID, $x: Boolean = false) { goodChanged(id: $id) { name score @skip(if: $x) } }';
const LAMP_ANSWER = { data: { goodChanged: { name: 'Lamp', score: 4.5 } } };

describe('identical subscriptions', () => {
  let shop: LiveShop;
  let gateway: TestGateway;
  const clients: Client[] = [];

  beforeAll(async () => {
    shop = await startLiveShop();
    gateway = await startGateway(shop.supergraphSdl);
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.dispose()));
    await shop.subgraphs.goods.listening(0);
  });
  afterAll(async () => {
    await gateway.stop();
    await shop.stop();
  });

  const hearAs = (token: string | undefined, query: string, variables?: Record<string, unknown>): Heard => {
    const client = websocketClient(gateway.server.url, {
      ...(token && { connectionParams: { authorization: token } }),
    });
    clients.push(client);
    return hear(client, query, variables);
  };
  const metric = async (name: string) => {
    const text = await (await fetch(`${gateway.server.url}/metrics`)).text();
    return Number(new RegExp(`^${name}(?:{[^}]*})? (.*)$`, 'm').exec(text)?.[1]);
  };
  const clientsOnOneStream = (count: number) =>
    until(async () => (await metric('orrery_live_subscriptions')) === count);

  it('should share one subscription at the subgraph, and one completion for each event', async () => {
    const { goods, opinions } = shop.subgraphs;
    const before = goods.subscribed.length;
    opinions.fetches.length = 0;
    const all = [1, 2, 3].map(() => hearAs('Bearer ada', BY_ID, { id: 'g1', x: false }));
    all.push(hearAs('Bearer ada', BY_ID, { x: false, id: 'g1' }));
    await clientsOnOneStream(4);
    await goods.listening(1);
    expect(await metric('orrery_subscription_upstreams')).toBe(1);
    goods.emit('goodChanged', LAMP);
    await Promise.all(all.map((heard) => heard.count(1)));
    expect(all.map(({ answers }) => answers)).toEqual(all.map(() => [LAMP_ANSWER]));
    expect(goods.subscribed.length - before).toBe(1);
    expect(opinions.fetches).toHaveLength(1);
    expect(await metric('orrery_subscription_shared_total')).toBe(3);
  });

  it('should leave the subgraph when the last client leaves, and no sooner', async () => {
    const { goods } = shop.subgraphs;
    const [first, second] = [hearAs(undefined, BY_ID), hearAs(undefined, BY_ID)] as [Heard, Heard];
    await clientsOnOneStream(2);
    await goods.listening(1);
    first.stop();
    await clientsOnOneStream(1);
    goods.emit('goodChanged', LAMP);
    await second.count(1);
    expect(first.answers).toEqual([]);
    second.stop();
    await goods.listening(0);
    expect(await metric('orrery_subscription_upstreams')).toBe(0);
  });

  it.each<[string, string, Record<string, unknown>]>([
    ['variables', BY_ID, { id: 'g2' }],
    ['a text', 'subscription { goodChanged { name } }', {}],
  ])('should not be shared by clients with other %s', async (_what, query, variables) => {
    hearAs('Bearer ada', BY_ID, { id: 'g1' });
    hearAs('Bearer ada', query, variables);
    await shop.subgraphs.goods.listening(2);
    expect(await metric('orrery_subscription_upstreams')).toBe(2);
  });

  it('should not be shared by two callers, each of whom is told to every subgraph', async () => {
    const { goods } = shop.subgraphs;
    const query = 'subscription { goodChanged { seenBy } }';
    const one = hearAs('Bearer one', query);
    const two = hearAs('Bearer two', query);
    await goods.listening(2);
    goods.emit('goodChanged', LAMP);
    await Promise.all([one.count(1), two.count(1)]);
    expect(one.answers).toEqual([{ data: { goodChanged: { seenBy: 'Bearer one' } } }]);
    expect(two.answers).toEqual([{ data: { goodChanged: { seenBy: 'Bearer two' } } }]);
    const tokens = goods.connections.slice(-2).map(({ params, headers }) => [params, headers.authorization]);
    expect(tokens).toContainEqual([{ authorization: 'Bearer one' }, 'Bearer one']);
    expect(tokens).toContainEqual([{ authorization: 'Bearer two' }, 'Bearer two']);
  });

  it('should go over one connection to the subgraph when they differ but their caller does not', async () => {
    const { goods } = shop.subgraphs;
    const before = goods.connections.length;
    const all = ['g1', 'g2', 'g3'].map((id) => hearAs('Bearer multiplexed', BY_ID, { id }));
    await goods.listening(3);
    expect(goods.connections.length - before).toBe(1);
    goods.emit('goodChanged', LAMP);
    await Promise.all(all.map((heard) => heard.count(1)));
  });

  it('should deliver the events of a burst in their order, each completed', async () => {
    const { goods } = shop.subgraphs;
    const heard = hearAs(undefined, BY_ID);
    await goods.listening(1);
    const names = Array.from({ length: 50 }, (_, index) => `Lamp ${index}`);
    for (const name of names) goods.emit('goodChanged', { ...LAMP, name });
    await heard.count(50);
    expect(heard.answers).toEqual(names.map((name) => ({ data: { goodChanged: { name, score: 4.5 } } })));
  });
});
