import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGateway, type TestGateway } from './fixture/gateway.js';
import { type Shop, startShop } from './fixture/shop.js';

describe('health of the gateway', () => {
  let shop: Shop;
  let gateway: TestGateway;

  beforeAll(async () => {
    shop = await startShop();
    await shop.subgraphs.freight.kill();
    gateway = await startGateway(shop.supergraphSdl);
  });
  afterAll(async () => {
    await gateway.stop();
    await shop.stop();
  });

  const ready = async () => {
    const response = await fetch(`${gateway.server.url}/health/ready`);
    const body = (await response.json()) as { checks: { subgraphs: Record<string, string> } };
    return { status: response.status, body };
  };
  const turned = (subgraph: string, state: string) =>
    gateway.logged((line) => line.subgraph === subgraph && line.state === state);

  it('should be ready once each subgraph was tried, though one is down, and list them', async () => {
    await Promise.all([turned('goods', 'up'), turned('opinions', 'up'), turned('freight', 'down')]);
    expect(await ready()).toEqual({
      status: 200,
      body: { status: 'ready', checks: { subgraphs: { freight: 'down', goods: 'up', opinions: 'up' } } },
    });
  });

  it('should learn from operations that a subgraph went away, and from probes that it is back', async () => {
    await turned('opinions', 'up');
    await shop.subgraphs.opinions.kill();
    await gateway.query('{ opinionCount }');
    expect((await ready()).body.checks.subgraphs.opinions).toBe('down');
    gateway.logLines.length = 0;
    await shop.subgraphs.opinions.revive();
    await turned('opinions', 'up');
    expect((await ready()).body.checks.subgraphs.opinions).toBe('up');
  });

  it('should not be ready before the first probes are answered', async () => {
    const slow = await startShop();
    const held: (() => void)[] = [];
    slow.subgraphs.goods.holdProbes(held);
    const starting = await startGateway(slow.supergraphSdl);
    const response = await fetch(`${starting.server.url}/health/ready`);
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({
      status: 'not ready',
      checks: { subgraphs: 'does not answer' },
    });
    for (const release of held) release();
    await starting.logged((line) => line.subgraph === 'goods' && line.state === 'up');
    expect((await fetch(`${starting.server.url}/health/ready`)).status).toBe(200);
    await starting.stop();
    await slow.stop();
  });
});
