import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PIPELINES, startGateway, type TestGateway } from '../gateway/fixture/gateway.js';
import { type Shop, startShop } from '../gateway/fixture/shop.js';
import { hear, websocketClient } from '../subscriptions/fixture/websocket-client.js';
import { startRedis, type TestRedis, withoutRedis } from './fixture/redis.js';

let shop: Shop;
const started: { stop(): unknown }[] = [];
beforeAll(async () => {
  shop = await startShop();
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((one) => one.stop()));
});
afterAll(() => shop.stop());

async function gatewayWith(variables: Record<string, string>): Promise<TestGateway> {
  const gateway = await startGateway(shop.supergraphSdl, variables);
  started.push(gateway);
  return gateway;
}

const RENAME = 'mutation { rename(id: "g1", name: "n") { id } }';
const fetched = () => Object.values(shop.subgraphs).flatMap(({ received }) => received).length;
const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });
const LIMITED = {
  message: expect.stringMatching(/^Too many requests: try again in \d+ s\.$/),
  extensions: { code: 'RATE_LIMITED' },
};

function post(gateway: TestGateway, body: unknown): Promise<Response> {
  return fetch(`${gateway.server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

describe.each(PIPELINES)('rate limits on the %s path', (PIPELINE) => {
  it('should refuse with 429 what is beyond the limit of an address, before anything is fetched', async () => {
    const gateway = await gatewayWith({ PIPELINE, RATE_LIMIT: '2', TRUST_PROXY: '1' });
    expect(await gateway.query('{ opinionCount }', from('192.0.2.1'))).toMatchObject({ status: 200 });
    expect((await gateway.query('{ nothing of this }', from('192.0.2.1'))).status).toBe(400);
    const before = fetched();
    expect(await gateway.query('{ opinionCount }', from('192.0.2.1'))).toEqual({
      status: 429,
      errors: [LIMITED],
    });
    // What stands left of the proxy's word is the client's own.
    expect((await gateway.query('{ opinionCount }', from('9.9.9.9, 192.0.2.1'))).status).toBe(429);
    expect(fetched()).toBe(before);
    expect((await gateway.query('{ opinionCount }', from('192.0.2.2'))).status).toBe(200);
  });

  it('should say how long to wait, and count what it refused', async () => {
    const gateway = await gatewayWith({ PIPELINE, RATE_LIMIT_FIELDS: 'Mutation.rename=1' });
    expect((await post(gateway, { query: RENAME })).status).toBe(200);
    const refused = await post(gateway, { query: RENAME });
    expect(refused.status).toBe(429);
    const wait = Number(refused.headers.get('retry-after'));
    expect(wait).toBeGreaterThanOrEqual(1);
    expect(wait).toBeLessThanOrEqual(60);
    expect((await post(gateway, { query: '{ opinionCount }' })).status).toBe(200);
    const metrics = await (await fetch(`${gateway.server.url}/metrics`)).text();
    expect(metrics).toContain('orrery_rate_limited_total{limit="Mutation.rename",service="gateway"} 1');
  });

  it('should count each alias and each operation of a batch', async () => {
    const gateway = await gatewayWith({
      PIPELINE,
      RATE_LIMIT_FIELDS: 'Mutation.rename=3',
      BATCH_LIMIT: '10',
    });
    const four = [1, 2, 3, 4].map((i) => `a${i}: rename(id: "g1", name: "n") { id }`).join(' ');
    const before = fetched();
    expect((await post(gateway, { query: `mutation { ${four} }` })).status).toBe(429);
    expect(fetched()).toBe(before);
    const other = await gatewayWith({ PIPELINE, RATE_LIMIT_FIELDS: 'Mutation.rename=3', BATCH_LIMIT: '10' });
    const answers = await (await post(other, Array(5).fill({ query: RENAME }))).json();
    expect(answers).toEqual([
      ...Array(3).fill({ data: { rename: { id: 'g1' } } }),
      ...Array(2).fill({ errors: [LIMITED] }),
    ]);
  });
});

it('should count what comes over a WebSocket with what comes over HTTP', async () => {
  const gateway = await gatewayWith({ RATE_LIMIT: '2', RATE_LIMIT_FIELDS: 'Mutation.rename=1' });
  const client = websocketClient(gateway.server.url);
  const first = hear(client, RENAME);
  await first.ended();
  expect(first.answers).toEqual([{ data: { rename: { id: 'g1' } } }]);
  const second = hear(client, RENAME);
  await second.ended();
  expect(second.error).toEqual([LIMITED]);
  expect((await gateway.query('{ opinionCount }')).status).toBe(429);
  await client.dispose();
});

it('should believe no X-Forwarded-For unless told to, and say once that one came', async () => {
  const gateway = await gatewayWith({ RATE_LIMIT: '1' });
  expect((await gateway.query('{ opinionCount }', from('192.0.2.1'))).status).toBe(200);
  expect((await gateway.query('{ opinionCount }', from('192.0.2.2'))).status).toBe(429);
  const told = gateway.logLines.filter(({ msg }) => String(msg).includes('TRUST_PROXY'));
  expect(told).toHaveLength(1);
});

it('should limit operations in production, and none in development, when nothing is set', async () => {
  const limited = (ORRERY_ENV: string) =>
    gatewayWith({ ORRERY_ENV }).then(async ({ server }) =>
      (await (await fetch(`${server.url}/metrics`)).text()).includes('orrery_rate_limited_total'),
    );
  expect([await limited('production'), await limited('development')]).toEqual([true, false]);
});

describe.skipIf(withoutRedis)(`rate limits in Redis${withoutRedis}`, () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.close());

  const limited = (variables: Record<string, string>) =>
    gatewayWith({ REDIS_URL: redis.url, RATE_LIMIT_FIELDS: 'Mutation.rename=2', ...variables });

  it('should be one count for all gateways, and each its own while Redis is away', async () => {
    const [one, other] = [await limited({}), await limited({})];
    // Both are connected: what one counts is refused by the other.
    await expect
      .poll(async () => {
        await one.query(RENAME);
        return (await other.query(RENAME)).status;
      })
      .toBe(429);
    await redis.kill();
    const away = one.logged(({ msg }) => String(msg).startsWith('Redis is away'));
    expect((await one.query(RENAME)).status).toBe(200); // counted anew, and not held up
    expect((await away).reason).toEqual(expect.any(String));
    await one.query(RENAME);
    expect((await one.query(RENAME)).status).toBe(429);
    await redis.start();
    const back = one.logged(({ msg }) => String(msg).startsWith('Redis is back'));
    await expect.poll(() => one.query(RENAME).then(() => isSettled(back)), { timeout: 60_000 }).toBe(true);
    const lines = one.logLines.filter(({ msg }) => /^Redis is (away|back)/.test(String(msg)));
    expect(lines.map(({ msg }) => String(msg).slice(0, 13))).toEqual(
      expect.arrayContaining(['Redis is away', 'Redis is back']),
    );
    expect(lines.length).toBeLessThanOrEqual(4);
  });
});

async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending');
  return (await Promise.race([promise, Promise.resolve(pending)])) !== pending;
}
