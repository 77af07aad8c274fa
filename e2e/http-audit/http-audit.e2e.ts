import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PIPELINES, startGateway, type TestGateway } from '../gateway/fixture/gateway.js';
import { type Shop, startShop } from '../gateway/fixture/shop.js';

// The audits of https://github.com/graphql/graphql-http for https://graphql.github.io/graphql-over-http/draft/.
// Those that MAY be so have a plain GET among them, which could be forged: prevention of that is on.
describe.each(PIPELINES)('the %s path, audited for GraphQL over HTTP', (PIPELINE) => {
  let shop: Shop;
  let gateway: TestGateway;

  beforeAll(async () => {
    shop = await startShop();
    // Some audits ask for __type.
    gateway = await startGateway(shop.supergraphSdl, { PIPELINE, INTROSPECTION: 'true' });
  });
  afterAll(async () => {
    await gateway.stop();
    await shop.stop();
  });

  const audits = serverAudits({ url: () => `${gateway.server.url}/graphql` });
  const demanded = audits.filter(({ name }) => /^(MUST|SHOULD)/.test(name));
  const unforgeable = audits.filter(({ name }) => /^MAY (?!.*GET)/.test(name));

  it('should be held to what the specification demands', () => {
    expect(demanded.length).toBe(36);
  });

  it.each([...demanded, ...unforgeable].map((audit) => [audit.id, audit.name, audit] as const))(
    '%s %s',
    async (_id, _name, audit) => {
      const result = await audit.fn();
      expect(result.status === 'ok' ? 'ok' : `${result.status}: ${result.reason}`).toBe('ok');
    },
  );
});
