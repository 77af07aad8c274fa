import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import type { Client } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGateway, type TestGateway } from '../gateway/fixture/gateway.js';
import { LAMP, type LiveShop, startLiveShop } from './fixture/live-shop.js';
import { until } from './fixture/until.js';
import { websocketClient } from './fixture/websocket-client.js';

const SUBSCRIPTION = gql`
  subscription Scores {
    goodChanged {
      id
      name
      score
      seenBy
    }
  }
`;

describe('Apollo Client', () => {
  let shop: LiveShop;
  let gateway: TestGateway;
  let websockets: Client;
  const running: ApolloClient[] = [];

  beforeAll(async () => {
    shop = await startLiveShop();
    gateway = await startGateway(shop.supergraphSdl, { SUBSCRIPTION_HEARTBEAT_MS: '20' });
    websockets = websocketClient(gateway.server.url, { connectionParams: { Authorization: 'Bearer ada' } });
  });
  afterAll(async () => {
    for (const client of running) client.stop();
    await websockets.dispose();
    await gateway.stop();
    await shop.stop();
  });

  const overHttp = () =>
    new HttpLink({ uri: `${gateway.server.url}/graphql`, headers: { authorization: 'Bearer ada' } });

  const subscribe = (link: HttpLink | GraphQLWsLink) => {
    const client = new ApolloClient({ link, cache: new InMemoryCache() });
    running.push(client);
    const results: { data?: unknown; error?: unknown }[] = [];
    let isCompleted = false;
    const subscription = client.subscribe({ query: SUBSCRIPTION }).subscribe({
      next: ({ data, error }) => results.push({ data, error }),
      complete: () => {
        isCompleted = true;
      },
    });
    return { client, results, subscription, completed: () => until(() => isCompleted) };
  };
  const event = (name: string) => ({
    __typename: 'Good',
    id: 'g1',
    name,
    score: 4.5,
    seenBy: 'Bearer ada',
  });

  it.each<[string, () => HttpLink | GraphQLWsLink]>([
    ["HTTP, by Apollo's multipart protocol", overHttp],
    ['a WebSocket', () => new GraphQLWsLink(websockets)],
  ])('should get events over %s, put them into its cache, and their end', async (_what, linkOf) => {
    const { goods } = shop.subgraphs;
    const { client, results, completed } = subscribe(linkOf());
    await goods.listening(1);
    goods.emit('goodChanged', LAMP);
    goods.emit('goodChanged', { ...LAMP, name: 'Lamp II' });
    await until(() => results.length === 2);
    goods.finish('goodChanged');
    await completed();
    expect(results.map(({ data }) => data)).toEqual([
      { goodChanged: event('Lamp') },
      { goodChanged: event('Lamp II') },
    ]);
    expect(results.map(({ error }) => error)).toEqual([undefined, undefined]);
    expect((client.cache.extract() as Record<string, unknown>)['Good:g1']).toMatchObject({
      name: 'Lamp II',
      score: 4.5,
    });
  });

  it('should be told over HTTP what ended a stream, and leave the subgraph when it unsubscribes', async () => {
    const { goods } = shop.subgraphs;
    goods.refuse('subscriptions');
    const refused = subscribe(overHttp());
    await refused.completed();
    expect(String(refused.results[0]?.error)).toContain('not for you');
    goods.refuse(undefined);
    const { subscription } = subscribe(overHttp());
    await goods.listening(1);
    subscription.unsubscribe();
    await goods.listening(0);
  });
});
