import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PIPELINES, startGateway, type TestGateway } from './fixture/gateway.js';
import { type Shop, startShop } from './fixture/shop.js';

describe.each(PIPELINES)('errors of the gateway on its %s path', (PIPELINE) => {
  let shop: Shop;
  let gateway: TestGateway;

  beforeAll(async () => {
    shop = await startShop();
    gateway = await startGateway(shop.supergraphSdl, { PIPELINE, SUBGRAPH_RESPONSE_LIMIT_BYTES: '4096' });
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

  it('should tell of a value that does not fit, also while another subgraph is down', async () => {
    shop.subgraphs.freight.behave((_request, response) => response.destroy());
    shop.subgraphs.opinions.behave((_request, response) =>
      response
        .setHeader('content-type', 'application/json')
        .end(JSON.stringify({ data: { _entities: [{ opinions: 'none', score: 4.5 }] } })),
    );
    const answer = await gateway.query('{ good(id: "g1") { name opinions { text } score freight } }');
    expect(answer.data).toEqual({ good: { name: 'Lamp', opinions: null, score: 4.5, freight: null } });
    expect(answer.errors?.map(({ path, extensions: { code } }) => ({ path, code }))).toEqual([
      { path: ['good', 'freight'], code: 'SUBGRAPH_UNAVAILABLE' },
      { path: ['good', 'opinions'], code: 'INTERNAL_SERVER_ERROR' },
    ]);
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

  it('should report a field that waited for a failed one, under the failed subgraph', async () => {
    shop.subgraphs.goods.behave((request, response) => {
      // The entity fetch for freight's weight fails; the root fetch does not.
      if (request.query.includes('_entities')) response.writeHead(503).end();
      else response.end('{"data":{"goods":[{"__typename":"Good","id":"g1"}]}}');
    });
    shop.subgraphs.opinions.behave((_request, response) =>
      response.end('{"data":{"opinionOfTheDay":{"good":{"__typename":"Good","id":"g1"}}}}'),
    );
    const answer = await gateway.query('{ opinionOfTheDay { good { freight } } }');
    expect(answer).toEqual({
      status: 200,
      data: { opinionOfTheDay: { good: { freight: null } } },
      errors: [
        {
          message: 'The subgraph goods could not answer.',
          path: ['opinionOfTheDay', 'good', 'freight'],
          extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'goods' },
        },
      ],
    });
  });

  it('should pass on what a subgraph tells, without what it tells its developers', async () => {
    expect(await gateway.query('{ broken goods(first: 1) { name } }')).toEqual({
      status: 200,
      data: { broken: null, goods: [{ name: 'Lamp' }] },
      errors: [
        {
          message: 'the shelf fell',
          path: ['broken'],
          extensions: { code: 'CONFLICT', errorId: 'e-1', subgraph: 'goods' },
        },
      ],
    });
  });

  it("should keep its own status when a subgraph's error asks for another", async () => {
    const answer = await gateway.query('{ refusing }');
    expect(answer.status).toBe(200);
    expect(answer.errors).toEqual([
      {
        message: 'who are you',
        path: ['refusing'],
        extensions: { code: 'UNAUTHENTICATED', subgraph: 'goods' },
      },
    ]);
  });

  it('should pass on the refusal of a whole fetch at each position that it leaves empty', async () => {
    shop.subgraphs.opinions.behave((_request, response) =>
      response
        .writeHead(401)
        .end('{"errors":[{"message":"get a new token","extensions":{"code":"UNAUTHENTICATED"}}]}'),
    );
    const answer = await gateway.query('{ goods { opinions { text } } }');
    expect(answer.errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [['goods', 0, 'opinions'], 'UNAUTHENTICATED'],
      [['goods', 1, 'opinions'], 'UNAUTHENTICATED'],
    ]);
  });

  it('should refuse an answer larger than it accepts', async () => {
    const big = JSON.stringify({ data: { opinionCount: 1, pad: 'x'.repeat(8_192) } });
    shop.subgraphs.opinions.behave((_request, response) => response.end(big));
    const answer = await gateway.query('{ opinionCount }');
    expect(answer).toEqual({
      status: 200,
      data: { opinionCount: null },
      errors: [
        {
          message: 'The answer of the subgraph opinions is larger than the gateway accepts.',
          path: ['opinionCount'],
          extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'opinions' },
        },
      ],
    });
  });

  it('should report data that does not fit the schema', async () => {
    shop.subgraphs.opinions.behave((_request, response) => response.end('{"data":{"opinionCount":"many"}}'));
    expect(await gateway.query('{ opinionCount }')).toEqual({
      status: 200,
      data: { opinionCount: null },
      errors: [
        {
          message: 'Invalid value found for field Query.opinionCount.',
          path: ['opinionCount'],
          extensions: { code: 'INTERNAL_SERVER_ERROR' },
        },
      ],
    });
  });

  it('should never show an address, a port, a query or a stack', async () => {
    await shop.subgraphs.opinions.kill();
    const answer = JSON.stringify(await gateway.query('{ goods { opinions { text } } opinionCount }'));
    await shop.subgraphs.opinions.revive();
    expect(answer).toContain('SUBGRAPH_UNAVAILABLE');
    expect(answer).not.toMatch(/127\.0\.0\.1|ECONN|http|_entities|at .*\.[jt]s/);
  });
});
