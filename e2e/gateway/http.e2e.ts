import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, PIPELINES, startGateway, type TestGateway } from './fixture/gateway.js';
import { type Shop, startShop } from './fixture/shop.js';

describe.each(PIPELINES)('GraphQL over HTTP at the gateway on its %s path', (PIPELINE) => {
  let shop: Shop;
  let gateway: TestGateway;

  beforeAll(async () => {
    shop = await startShop();
    gateway = await startGateway(shop.supergraphSdl, { PIPELINE, CORS_ORIGINS: 'https://shop.test' });
  });
  afterAll(async () => {
    await gateway.stop();
    await shop.stop();
  });

  const send = async (init: RequestInit, path = '/graphql'): Promise<Answer> => {
    const response = await fetch(`${gateway.server.url}${path}`, init);
    expect(response.headers.get('content-type')).toMatch(/^application\/(graphql-response\+)?json/);
    return { status: response.status, ...((await response.json()) as object) };
  };
  const post = (body: string, type = 'application/json') =>
    send({ method: 'POST', body, headers: { 'content-type': type } });
  const codes = ({ status, errors, data }: Answer) => [
    status,
    errors?.map(({ extensions }) => extensions.code),
    data,
  ];

  it('should answer GET as it answers POST, for queries only', async () => {
    const headers = { 'apollo-require-preflight': '1' };
    const get = (query: string) => send({ headers }, `/graphql?query=${encodeURIComponent(query)}`);
    expect(await get('{ opinionCount }')).toEqual({ status: 200, data: { opinionCount: 2 } });
    expect(codes(await get('mutation { rename(id: "g1", name: "x") { name } }'))).toEqual([
      405,
      ['BAD_REQUEST'],
      undefined,
    ]);
    const { data } = await gateway.query('mutation { rename(id: "g1", name: "x") { name freight } }');
    expect(data).toEqual({ rename: { name: 'x', freight: 30 } });
  });

  it.each([
    ['malformed JSON', '{"query":', 'application/json', 400, 'BAD_REQUEST'],
    ['JSON that is no object', '[]', 'application/json', 400, 'BAD_REQUEST'],
    ['a body without a query', '{"q":1}', 'application/json', 400, 'BAD_REQUEST'],
    ['a form', 'query=x', 'application/x-www-form-urlencoded', 400, 'BAD_REQUEST'],
    ['plain text, which needs no preflight', '{"query":"{__typename}"}', 'text/plain', 400, 'BAD_REQUEST'],
    ['an unknown field', '{"query":"{ nothing }"}', 'application/json', 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['a syntax error', '{"query":"{"}', 'application/json', 400, 'GRAPHQL_PARSE_FAILED'],
    [
      'introspection in production',
      '{"query":"{__schema{__typename}}"}',
      'application/json',
      400,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'a variable of the wrong type',
      '{"query":"query($n: Int){goods(first:$n){name}}","variables":{"n":"x"}}',
      'application/json',
      400,
      'BAD_USER_INPUT',
    ],
    ['a subscription', '{"query":"subscription{goodChanged{name}}"}', 'application/json', 400, 'BAD_REQUEST'],
    [
      'an operation name that the document does not have',
      '{"query":"query A{opinionCount}","operationName":"B"}',
      'application/json',
      400,
      'OPERATION_RESOLUTION_FAILURE',
    ],
    [
      'a body that is too large',
      `{"query":"${' '.repeat(1_100_000)}"}`,
      'application/json',
      413,
      'PAYLOAD_TOO_LARGE',
    ],
  ])('should refuse %s with a JSON error and fetch nothing', async (_title, body, type, status, code) => {
    const fetched = Object.values(shop.subgraphs).map(({ received }) => received.length);
    const answer = await post(body, type);
    expect(codes(answer)).toEqual([status, [code], undefined]);
    expect(JSON.stringify(answer)).not.toMatch(/stack|node_modules|Did you mean/);
    expect(Object.values(shop.subgraphs).map(({ received }) => received.length)).toEqual(fetched);
  });

  it('should answer an unknown path as JSON', async () => {
    expect(codes(await send({}, '/nothing'))).toEqual([404, ['NOT_FOUND'], undefined]);
  });

  it('should forward the caller, the request id and the time left, and no other header', async () => {
    shop.subgraphs.goods.received.length = 0;
    await gateway.query('{ goods { name } }', {
      headers: { authorization: 'Bearer t', 'x-request-id': 'abc-1', cookie: 'c=1', 'x-user-id': 'admin' },
    });
    const {
      'x-request-timeout-ms': left,
      host,
      'content-length': length,
      ...headers
    } = shop.subgraphs.goods.received[0]!.headers;
    expect(headers).toEqual({
      accept: 'application/graphql-response+json, application/json;q=0.9',
      authorization: 'Bearer t',
      'content-type': 'application/json',
      'x-request-id': 'abc-1',
    });
    expect(Number(left)).toBeGreaterThan(29_000);
    expect([host, Number(length) > 0]).toEqual([new URL(shop.subgraphs.goods.url).host, true]);
  });

  it('should log one line for an operation, with its request id and never its variables', async () => {
    const response = await fetch(`${gateway.server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-request-id': 'log-1' },
      body: JSON.stringify({
        query: 'query Named($id: ID!) { good(id: $id) { name } broken }',
        variables: { id: 'secret-4711' },
      }),
    });
    expect(response.headers.get('x-request-id')).toBe('log-1');
    await response.text();
    const lines = gateway.logLines.filter(({ requestId }) => requestId === 'log-1');
    expect(lines).toEqual([
      {
        level: 'info',
        time: expect.any(String),
        service: 'gateway',
        requestId: 'log-1',
        operation: 'Named',
        type: 'query',
        status: 200,
        durationMs: expect.any(Number),
        errors: 1,
        codes: ['CONFLICT'],
        msg: 'operation',
      },
    ]);
    expect(JSON.stringify(gateway.logLines)).not.toContain('secret-4711');
  });

  it('should count operations, errors by code and fetches by subgraph', async () => {
    await gateway.query('query Counted { opinionCount broken }');
    const text = await (await fetch(`${gateway.server.url}/metrics`)).text();
    const lines = text.split('\n');
    expect(lines).toContain(
      'orrery_graphql_operations_total{operation="Counted",type="query",service="gateway"} 1',
    );
    expect(lines).toContain(
      'orrery_graphql_operation_errors_total{operation="Counted",code="CONFLICT",service="gateway"} 1',
    );
    expect(text).toMatch(
      /orrery_subgraph_requests_total\{subgraph="opinions",result="ok",service="gateway"\} \d/,
    );
    expect(text).toMatch(
      /orrery_subgraph_request_duration_seconds_count\{service="gateway",subgraph="goods"\} \d/,
    );
  });

  it("should allow the configured origins' pages only, and show no explorer in production", async () => {
    const preflight = async (origin: string) => {
      const response = await fetch(`${gateway.server.url}/graphql`, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type',
        },
      });
      return response.headers.get('access-control-allow-origin');
    };
    expect(await preflight('https://shop.test')).toBe('https://shop.test');
    expect(await preflight('https://studio.apollographql.com')).toBe(null);
    const page = await fetch(`${gateway.server.url}/`, { headers: { accept: 'text/html' } });
    expect([page.status, await page.json()]).toMatchObject([404, { errors: [{}] }]);
  });
});
