import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PIPELINES, startGateway, type TestGateway } from './fixture/gateway.js';
import { type Shop, startShop } from './fixture/shop.js';

describe.each(PIPELINES)('time limits of the gateway on its %s path', (PIPELINE) => {
  let shop: Shop;
  let gateway: TestGateway;

  beforeAll(async () => {
    shop = await startShop();
    gateway = await startGateway(shop.supergraphSdl, { PIPELINE, SUBGRAPH_TIMEOUT_MS: '150' });
  });
  afterEach(() => shop.subgraphs.opinions.behave(undefined));
  afterAll(async () => {
    await gateway.stop();
    await shop.stop();
  });

  const late = {
    message: 'The subgraph opinions did not answer in time.',
    path: ['opinionCount'],
    extensions: { code: 'DEADLINE_EXCEEDED', subgraph: 'opinions' },
  };

  it.each([
    ['says nothing', () => {}],
    ['stops in the middle', (response: { write(text: string): unknown }) => response.write('{"data":')],
  ])('should give up a subgraph that %s and keep the rest', async (_title, stall) => {
    shop.subgraphs.opinions.behave((_request, response) => void stall(response));
    expect(await gateway.query('{ opinionCount goods(first: 1) { name } }')).toEqual({
      status: 200,
      data: { opinionCount: null, goods: [{ name: 'Lamp' }] },
      errors: [late],
    });
  });

  it('should obey the time that the client gives, and pass on what is left of it', async () => {
    await gateway.query('{ opinionCount }'); // planned before, however slow the machine is
    shop.subgraphs.opinions.behave(() => {});
    shop.subgraphs.opinions.received.length = 0;
    const answer = await gateway.query('{ opinionCount }', { headers: { 'x-request-timeout-ms': '40' } });
    expect(answer.errors).toEqual([late]);
    const sent = Number(shop.subgraphs.opinions.received[0]?.headers['x-request-timeout-ms']);
    expect(sent).toBeGreaterThan(0);
    expect(sent).toBeLessThanOrEqual(40);
  });

  it('should abort the fetches of a client that went away', async () => {
    const aborted = new Promise<void>((resolve) => {
      shop.subgraphs.opinions.behave((_request, response) => {
        response.once('close', resolve);
        leave.abort();
      });
    });
    const leave = new AbortController();
    const request = fetch(`${gateway.server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: 'query Left { opinionCount }' }),
      signal: leave.signal,
    });
    await expect(request).rejects.toThrow('aborted');
    await aborted;
    const line = await gateway.logged(({ operation }) => operation === 'Left');
    expect(line.codes).toEqual(['SUBGRAPH_UNAVAILABLE']);
  });
});
