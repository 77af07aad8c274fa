import { expect, it } from 'vitest';
import { gatewayConfigSchema } from './gateway-config.js';

const parse = (variables: Record<string, string>) =>
  gatewayConfigSchema.safeParse({ SUPERGRAPH: 'supergraph.graphql', ...variables });

it('should read where subgraphs take subscriptions', () => {
  const parsed = parse({ SUBGRAPH_WS_URLS: 'goods=ws://127.0.0.1:1/live, freight=wss://freight.example/' });
  expect(parsed.data?.SUBGRAPH_WS_URLS).toEqual({
    goods: 'ws://127.0.0.1:1/live',
    freight: 'wss://freight.example/',
  });
});

it('should tell every fault of the settings of subscriptions at once', () => {
  const parsed = parse({
    SUBGRAPH_WS_URLS: 'goods=http://127.0.0.1:1/',
    SUBSCRIPTION_CONNECTIONS: '0',
    SUBSCRIPTION_BUFFER_BYTES: '1',
    SUBSCRIPTION_OUTAGE_MS: 'long',
  });
  expect(parsed.error?.issues.map(({ path: [name] }) => name)).toEqual(
    expect.arrayContaining([
      'SUBGRAPH_WS_URLS',
      'SUBSCRIPTION_CONNECTIONS',
      'SUBSCRIPTION_BUFFER_BYTES',
      'SUBSCRIPTION_OUTAGE_MS',
    ]),
  );
  expect(parsed.error?.issues.map(({ message }) => message)).toContain(
    'the address of goods must start with ws:// or wss://',
  );
});
