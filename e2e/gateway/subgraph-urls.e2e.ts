import { expect, it } from 'vitest';
import { startGateway } from './fixture/gateway.js';
import { startShop } from './fixture/shop.js';

it('should fetch from the addresses that replace those of the supergraph', async () => {
  const composedOver = await startShop();
  const reachedAt = await startShop();
  const gateway = await startGateway(composedOver.supergraphSdl, {
    SUBGRAPH_URLS: `opinions=${reachedAt.subgraphs.opinions.url}`,
  });
  expect(await gateway.query('{ goods(first: 1) { score } }')).toEqual({
    status: 200,
    data: { goods: [{ score: 4.5 }] },
  });
  const fetches = [composedOver.subgraphs, reachedAt.subgraphs].map(({ goods, opinions }) => [
    goods.received.length,
    opinions.received.length,
  ]);
  expect(fetches).toEqual([
    [1, 0],
    [0, 1],
  ]);
  await gateway.stop();
  await composedOver.stop();
  await reachedAt.stop();
});
