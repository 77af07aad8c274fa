import { rename, rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startGateway, type TestGateway } from './fixture/gateway.js';
import { composed, SHOP_SDL, type Shop, startShop } from './fixture/shop.js';

describe('reload of the supergraph', () => {
  let shop: Shop;
  let gateway: TestGateway;

  beforeEach(async () => {
    shop = await startShop();
    gateway = await startGateway(shop.supergraphSdl);
  });
  afterEach(async () => {
    await gateway.stop();
    await shop.stop();
  });

  const withoutOpinions = () =>
    composed(
      (['goods', 'freight'] as const).map((name) => ({
        name,
        sdl: SHOP_SDL[name],
        url: shop.subgraphs[name].url,
      })),
    );
  const reloaded = () => gateway.logged(({ msg }) => msg === 'the supergraph was reloaded');
  const refused = () => gateway.logged(({ msg }) => String(msg).startsWith('the new supergraph was refused'));
  const reloads = async () =>
    (await (await fetch(`${gateway.server.url}/metrics`)).text())
      .split('\n')
      .filter((line) => line.startsWith('orrery_supergraph_reloads_total'));

  it('should serve a file that was written in place', async () => {
    await writeFile(gateway.supergraphFile, withoutOpinions());
    await reloaded();
    expect((await gateway.query('{ opinionCount }')).status).toBe(400);
    expect((await gateway.query('{ goods(first: 1) { freight } }')).data).toEqual({
      goods: [{ freight: 30 }],
    });
    expect(await reloads()).toEqual(['orrery_supergraph_reloads_total{result="loaded",service="gateway"} 1']);
  });

  it('should serve a file that took the place of the old one by rename', async () => {
    await writeFile(`${gateway.supergraphFile}.new`, withoutOpinions());
    await rename(`${gateway.supergraphFile}.new`, gateway.supergraphFile);
    await reloaded();
    expect((await gateway.query('{ opinionCount }')).status).toBe(400);
  });

  it('should keep the last good supergraph, say why, and take the next good one', async () => {
    await writeFile(gateway.supergraphFile, 'type Query {');
    const line = await refused();
    expect(line.reason).toBe(
      `${gateway.supergraphFile}: the supergraph is not valid GraphQL: Syntax Error: Expected Name, found <EOF>.`,
    );
    expect((await gateway.query('{ opinionCount }')).data).toEqual({ opinionCount: 2 });
    await writeFile(gateway.supergraphFile, withoutOpinions());
    await reloaded();
    expect((await gateway.query('{ opinionCount }')).status).toBe(400);
    expect(await reloads()).toEqual([
      'orrery_supergraph_reloads_total{result="refused",service="gateway"} 1',
      'orrery_supergraph_reloads_total{result="loaded",service="gateway"} 1',
    ]);
  });

  it('should keep the last good supergraph when the file is gone', async () => {
    await rm(gateway.supergraphFile);
    expect((await refused()).reason).toContain('does not exist');
    expect((await gateway.query('{ opinionCount }')).data).toEqual({ opinionCount: 2 });
  });

  it('should finish a request in flight on the supergraph that it began with', async () => {
    const held = new Promise<ServerResponse>((resolve) => {
      shop.subgraphs.goods.behave((_request, response) => resolve(response));
    });
    const answer = gateway.query('{ goods(first: 1) { name opinions { text } } }');
    const response = await held;
    shop.subgraphs.goods.behave(undefined);
    await writeFile(gateway.supergraphFile, withoutOpinions());
    await reloaded();
    response.end('{"data":{"goods":[{"__typename":"Good","id":"g1","name":"Lamp"}]}}');
    expect(await answer).toEqual({
      status: 200,
      data: { goods: [{ name: 'Lamp', opinions: [{ text: 'fine g1' }] }] },
    });
  });
});
