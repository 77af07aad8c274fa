import { METRIC } from '@orrery/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startGateway, type TestGateway } from '../gateway/fixture/gateway.js';
import { type Shop, startShop } from '../gateway/fixture/shop.js';

let shop: Shop;
let gateway: TestGateway;
beforeAll(async () => {
  shop = await startShop();
  gateway = await startGateway(shop.supergraphSdl);
});
afterAll(async () => {
  await gateway?.stop();
  await shop?.stop();
});

async function metrics(): Promise<string> {
  return (await fetch(`${gateway.server.url}/metrics`)).text();
}

it('should count plans that were made and kept, and time those that were made', async () => {
  for (let i = 0; i < 3; i += 1) await gateway.query('{ goods(first: 1) { name } }');
  const text = await metrics();
  expect(text).toContain('orrery_plans_total{result="kept",service="gateway"} 2');
  expect(text).toContain('orrery_plans_total{result="made",service="gateway"} 1');
  expect(text).toContain('orrery_planning_duration_seconds_count{service="gateway"} 1');
});

it('should have no metric but those registered in contracts', async () => {
  const known = new Set<string>(Object.values(METRIC));
  const names = [...(await metrics()).matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name as string);
  expect(names.filter((name) => !known.has(name))).toEqual([]);
  expect(names.length).toBeGreaterThan(10);
});
