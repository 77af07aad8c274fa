import type { Role } from '@orrery/contracts';
import { signDevelopmentToken } from '@orrery/runtime';
import { insist } from './graph.js';
import type { ChaosSystem } from './system.js';

const PRODUCTS = 12;
const SETUP_MS = 60_000;
const WAREHOUSES = ['DE', 'FR'] as const;

/** What was put into the warehouses, by product: all that can ever be there. */
export interface World {
  readonly productIds: readonly string[];
  readonly stocked: ReadonlyMap<string, number>;
}

/** Signs tokens, each once. */
export function tokensOf(system: ChaosSystem): (userId: string, role?: Role) => Promise<string> {
  const tokens = new Map<string, Promise<string>>();
  return (userId, role = 'CUSTOMER') => {
    const key = `${userId} ${role}`;
    const signed =
      tokens.get(key) ??
      signDevelopmentToken(system.installation.signingKeyFile, {
        id: userId,
        email: `${userId}@example.com`,
        roles: [role],
      });
    tokens.set(key, signed);
    return signed;
  };
}

/** Opens two warehouses and fills them, by the graph's own mutations. */
export async function stockShop(system: ChaosSystem, unitsPerProduct: number): Promise<World> {
  const token = await tokensOf(system)('usr_chaoswarehouse00000000', 'WAREHOUSE');
  const run = <Data>(query: string, variables: object = {}) =>
    insist<Data>(system.gatewayUrl, token, query, variables, Date.now() + SETUP_MS);
  const { products } = await run<{ products: { nodes: { id: string }[] } }>(
    `{ products(first: ${PRODUCTS}) { nodes { id } } }`,
  );
  const productIds = products.nodes.map(({ id }) => id);
  const stocked = new Map(productIds.map((id) => [id, 0]));
  for (const country of WAREHOUSES) {
    const { createWarehouse } = await run<{ createWarehouse: { id: string } }>(
      'mutation ($input: CreateWarehouseInput!) { createWarehouse(input: $input) { ... on Warehouse { id } } }',
      {
        input: {
          code: `${country}CHAOS`,
          name: `Chaos ${country}`,
          address: { lines: ['Dock 1'], postalCode: '10115', city: 'Town', country },
        },
      },
    );
    for (const productId of productIds) {
      const delta = Math.ceil(unitsPerProduct / WAREHOUSES.length);
      await run('mutation ($input: AdjustStockInput!) { adjustStock(input: $input) { __typename } }', {
        input: { productId, warehouseId: createWarehouse.id, delta, reason: 'RECEIVED' },
      });
      stocked.set(productId, (stocked.get(productId) ?? 0) + delta);
    }
  }
  return { productIds, stocked };
}
