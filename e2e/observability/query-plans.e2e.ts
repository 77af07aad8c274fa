import { afterAll, beforeAll, expect, it } from 'vitest';
import { PIPELINES, startGateway } from '../gateway/fixture/gateway.js';
import { type Shop, startShop } from '../gateway/fixture/shop.js';

const ASKED = { 'apollo-query-plan-experimental': '1' };
const QUERY = '{ goods(first: 1) { name } }';

let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop?.stop());

it.each(PIPELINES)('should be shown in development to who asks, by the path %s', async (PIPELINE) => {
  const gateway = await startGateway(shop.supergraphSdl, { PIPELINE, ORRERY_ENV: 'development' });
  const plain = await gateway.query(QUERY);
  const text = await gateway.query(QUERY, { headers: ASKED });
  const internal = { ...ASKED, 'apollo-query-plan-experimental-format': 'internal' };
  const plan = await gateway.query(QUERY, { headers: internal });
  await gateway.stop();
  expect(plain.extensions).toBeUndefined();
  expect(text).toMatchObject({
    data: { goods: [{ name: 'Lamp' }] },
    extensions: { __queryPlanExperimental: expect.stringMatching(/^QueryPlan \{\s+Fetch\(service: "/) },
  });
  expect(plan.extensions).toMatchObject({
    __queryPlanExperimental: { kind: 'QueryPlan', node: { kind: 'Fetch' } },
  });
});

it.each(PIPELINES)('should be kept in production, by the path %s', async (PIPELINE) => {
  const gateway = await startGateway(shop.supergraphSdl, { PIPELINE });
  const answer = await gateway.query(QUERY, { headers: ASKED });
  await gateway.stop();
  expect(answer).toEqual({ status: 200, data: { goods: [{ name: 'Lamp' }] } });
});
