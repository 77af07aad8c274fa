import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGateway, type TestGateway } from './fixture/gateway.js';
import { type Shop, startShop } from './fixture/shop.js';

describe('the explorer in development', () => {
  let shop: Shop;
  let gateway: TestGateway;

  beforeAll(async () => {
    shop = await startShop();
    gateway = await startGateway(shop.supergraphSdl, { ORRERY_ENV: 'development' });
  });
  afterAll(async () => {
    await gateway.stop();
    await shop.stop();
  });

  const get = (path: string, accept: string) =>
    fetch(`${gateway.server.url}${path}`, { headers: { accept } });

  it.each(['/', '/graphql'])('should be what a browser gets at %s', async (path) => {
    const response = await get(path, 'text/html,*/*;q=0.8');
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await response.text()).toContain('<title>Orrery explorer</title>');
  });

  it('should leave GET requests of GraphQL clients alone', async () => {
    const response = await fetch(`${gateway.server.url}/graphql?query={opinionCount}`, {
      headers: { accept: 'application/json', 'content-type': 'application/json' },
    });
    expect(await response.json()).toEqual({ data: { opinionCount: 2 } });
  });

  it('should open with an operation that fits a graph that is not the shipped one', async () => {
    const settings = await (await get('/explorer/settings.json', 'application/json')).json();
    expect(settings).toEqual({
      endpoint: '/graphql',
      examples: [
        {
          query: '# Ctrl-Space completes names; the book shows the schema.\nquery First {\n  broken\n}',
        },
      ],
    });
  });

  it("should let Apollo Studio's page call the gateway from the internet", async () => {
    const response = await fetch(`${gateway.server.url}/graphql`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://studio.apollographql.com',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
        'access-control-request-private-network': 'true',
      },
    });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': 'https://studio.apollographql.com',
      'access-control-allow-headers': 'authorization,content-type',
      'access-control-allow-private-network': 'true',
    });
  });
});
