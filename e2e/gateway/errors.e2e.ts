import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startGateway, type TestGateway } from './fixture/gateway.js';
import { type Shop, startShop } from './fixture/shop.js';

describe('errors of the gateway', () => {
  let shop: Shop;
  let gateway: TestGateway;

  beforeAll(async () => {
    shop = await startShop();
    gateway = await startGateway(shop.supergraphSdl, { SUBGRAPH_RESPONSE_LIMIT_BYTES: '4096' });
  });
  afterEach(() => {
    for (const subgraph of Object.values(shop.subgraphs)) subgraph.behave(undefined);
  });
  afterAll(async () => {
    await gateway.stop();
    await shop.stop();
  });

  it('should answer a query over three subgraphs', async () => {
    const answer = await gateway.query('{ goods(first: 1) { name opinions { text } score freight } }');
    expect(answer).toEqual({
      status: 200,
      data: { goods: [{ name: 'Lamp', opinions: [{ text: 'fine g1' }], score: 4.5, freight: 30 }] },
    });
  });

  it('should name the missing field at each position and keep its siblings', async () => {
    shop.subgraphs.opinions.behave((_request, response) =>
      response.writeHead(502).end('<html>http://10.0.0.9</html>'),
    );
    const answer = await gateway.query('{ goods { name said: opinions { text } freight } }');
    const error = (index: number) => ({
      message: 'The subgraph opinions could not answer.',
      path: ['goods', index, 'said'],
      extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'opinions' },
    });
    expect(answer).toEqual({
      status: 200,
      data: {
        goods: [
          { name: 'Lamp', said: null, freight: 30 },
          { name: 'Stool', said: null, freight: 70 },
        ],
      },
      errors: [error(0), error(1)],
    });
  });

  it('should name the field that may not be null when its parent became null', async () => {
    shop.subgraphs.opinions.behave((_request, response) => response.destroy());
    const answer = await gateway.query('{ good(id: "g1") { name score } }');
    expect(answer).toEqual({
      status: 200,
      data: { good: null },
      errors: [
        {
          message: 'The subgraph opinions could not be reached.',
          path: ['good', 'score'],
          extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'opinions' },
        },
      ],
    });
  });

  it('should name the list whose elements may not be null', async () => {
    shop.subgraphs.opinions.behave((_request, response) => response.end('{"data":'));
    const answer = await gateway.query('{ goods { name score } opinionCount }');
    expect(answer.errors).toEqual([
      {
        message: 'The answer of the subgraph opinions is not a GraphQL response.',
        path: ['opinionCount'],
        extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'opinions' },
      },
      {
        message: 'The answer of the subgraph opinions is not a GraphQL response.',
        path: ['goods'],
        extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'opinions' },
      },
    ]);
  });
});
