import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PIPELINES, startGateway, type TestGateway } from './fixture/gateway.js';
import { type Shop, startShop } from './fixture/shop.js';

describe('plugins of Apollo Server at the gateway', () => {
  let shop: Shop;
  let gateway: TestGateway;
  const heard: unknown[] = [];

  beforeAll(async () => {
    shop = await startShop();
    gateway = await startGateway(
      shop.supergraphSdl,
      {},
      {
        plugins: [
          ApolloServerPluginLandingPageLocalDefault(),
          {
            async requestDidStart({ request }) {
              return {
                async didEncounterErrors({ errors }) {
                  heard.push(errors.map(({ extensions }) => extensions.code));
                },
                async willSendResponse({ operationName, response }) {
                  response.http.headers.set('x-told', 'yes');
                  heard.push([request.http?.method, operationName]);
                },
              };
            },
          },
        ],
      },
    );
  });
  afterAll(async () => {
    await gateway.stop();
    await shop.stop();
  });

  it('should hear of operations and of what GraphQL refuses, and may set headers', async () => {
    heard.length = 0;
    expect((await gateway.query('query Told { opinionCount }')).data).toEqual({ opinionCount: 2 });
    const get = await fetch(`${gateway.server.url}/graphql?query=query%20Got{opinionCount}`, {
      headers: { 'apollo-require-preflight': '1' },
    });
    expect([get.headers.get('x-told'), await get.json()]).toEqual(['yes', { data: { opinionCount: 2 } }]);
    await gateway.query('{ nothing }');
    expect(heard).toEqual([
      ['POST', 'Told'],
      ['GET', 'Got'],
      ['GRAPHQL_VALIDATION_FAILED'],
      ['POST', undefined],
    ]);
  });

  it('should give browsers their page', async () => {
    const page = await fetch(`${gateway.server.url}/graphql`, { headers: { accept: 'text/html,*/*;q=0.8' } });
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html']);
    expect(await page.text()).toContain('<!DOCTYPE html>');
  });
});

describe.each(PIPELINES)('@defer on the %s path', (PIPELINE) => {
  it('should be answered whole to a client that takes no parts', async () => {
    const shop = await startShop();
    const gateway = await startGateway(shop.supergraphSdl, { PIPELINE });
    const answer = await gateway.query('{ goods(first: 1) { name ... @defer { opinions { text } } } }');
    expect(answer).toEqual({
      status: 200,
      data: { goods: [{ name: 'Lamp', opinions: [{ text: 'fine g1' }] }] },
    });
    await gateway.stop();
    await shop.stop();
  });
});
