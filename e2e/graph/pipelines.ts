import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createGatewayServer, type GatewayServer, gatewayConfigSchema } from '@orrery/gateway';
import { createLogger } from '@orrery/runtime';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { GraphClient } from './graph-client.js';
import { OPERATIONS } from './operations.js';

const SUPERGRAPH = fileURLToPath(new URL('../../schemas/supergraph.graphql', import.meta.url));

const UNFIT = [
  ['no text', {}],
  ['no GraphQL', { query: '{ products(' }],
  ['a field that is not there', { query: '{ products { nodes { colour } } }' }],
  ['a name that is not there', { query: 'query A { __typename }', operationName: 'B' }],
  [
    'a variable of another kind',
    { query: 'query($n: Int!) { products(first: $n) { totalCount } }', variables: { n: 'x' } },
  ],
  [
    'a subscription that is conditional',
    {
      query: 'subscription($on: Boolean!) { stockChanged @include(if: $on) { id } }',
      variables: { on: true },
    },
  ],
  ['a subscription', { query: 'subscription { stockChanged { id } }' }],
  [
    'too many fields',
    { query: `{ ${Array.from({ length: 300 }, (_, i) => `a${i}: __typename`).join(' ')} }` },
  ],
  ['a list too long for its service', { query: '{ products(first: 1000) { totalCount } }' }],
  ['a hash that is not known', { extensions: { persistedQuery: { version: 1, sha256Hash: 'abc' } } }],
] as const;

describe("the gateway's two pipelines", () => {
  const places = inject('system');
  const own = new GraphClient(places);
  let server: GatewayServer;
  let apollo: GraphClient;

  beforeAll(async () => {
    const urls = Object.entries(places.ports).map(
      ([name, port]) => `${name}=http://127.0.0.1:${port}/graphql`,
    );
    const config = gatewayConfigSchema.parse({
      SUPERGRAPH,
      PORT: '0',
      PIPELINE: 'apollo',
      ORRERY_ENV: 'development',
      SUBGRAPH_URLS: urls.join(','),
      AUTH_JWKS_FILE: join(places.dataDir, 'keys', 'development-jwks.json'),
      SUBGRAPH_TOKEN_KEY_FILE: join(places.dataDir, 'keys', 'subgraph-token-key.json'),
    });
    server = await createGatewayServer(config, {
      log: createLogger({ service: 'gateway', level: 'silent' }),
    });
    apollo = new GraphClient(places, server.port);
  });
  afterAll(() => server.stop());

  it.each(OPERATIONS)('should answer $name alike', async ({ query, variables, who, grows }) => {
    const sent = { ...variables, ...(grows && { first: 5 }) };
    const answer = await own.run(query, sent, who);
    expect(answer.status).toBe(200);
    expect(JSON.stringify(await apollo.run(query, sent, who))).toBe(JSON.stringify(answer));
  });

  it.each(UNFIT)('should refuse %s alike', async (_title, body) => {
    const send = (client: GraphClient) =>
      client.post(JSON.stringify(body), { 'content-type': 'application/json' });
    const answer = await send(own);
    expect(answer.errors).toHaveLength(1);
    expect(await send(apollo)).toEqual(answer);
  });
});
