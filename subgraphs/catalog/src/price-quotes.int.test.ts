import { randomUUID } from 'node:crypto';
import { type EventEnvelope, seedId } from '@orrery/contracts';
import { openTestService, type TestService } from '@orrery/testkit';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { CatalogScope } from './context.js';
import { catalog } from './service.js';

const [TENT, STOVE, OLD, NONE] = ['tent', 'stove', 'old', 'none'].map((key) => seedId('Product', key));
const ORDER = seedId('Order', 1);

let service: TestService;
let scope: CatalogScope;

beforeAll(async () => {
  service = await openTestService(catalog);
  scope = service.opened.scope() as CatalogScope;
  const product = (id: string | undefined, sku: string, amountMinor: number) => ({
    _id: id,
    sku,
    slug: sku.toLowerCase(),
    name: `Product ${sku}`,
    brandId: seedId('Brand', 1),
    categoryId: seedId('Category', 1),
    categoryPath: [seedId('Category', 1)],
    price: { amountMinor, currency: 'EUR' },
    createdAt: new Date(0),
    updatedAt: new Date(0),
  });
  const old = { ...product(OLD, 'OLD', 1), status: 'ARCHIVED' as const };
  await scope.models.Product.create([product(TENT, 'TENT', 19_900), product(STOVE, 'STOVE', 4_550), old]);
});
afterAll(() => service.close());
beforeEach(() => scope.connection.collection('outbox').deleteMany({}));

const requestFor = (productIds: unknown[]): EventEnvelope => ({
  specversion: '1.0',
  id: randomUUID(),
  source: '/orders',
  type: 'checkout.prices-requested',
  subject: ORDER,
  time: new Date().toISOString(),
  datacontenttype: 'application/json',
  dataschema: 'checkout.prices-requested.v1',
  sequence: 1,
  aggregateversion: 3,
  data: { productIds },
});

async function replies() {
  const rows = await scope.connection.collection<{ envelope: EventEnvelope }>('outbox').find().toArray();
  return rows.map(({ envelope }) => envelope);
}

it('should quote each product once as it is now, and name those that are not sold', async () => {
  await service.opened.events.consumer.consume(requestFor([STOVE, OLD, TENT, NONE, STOVE]));
  const money = { currency: 'EUR' };
  expect(await replies()).toMatchObject([
    {
      type: 'catalog.prices-quoted',
      subject: ORDER,
      aggregateversion: 3,
      data: {
        products: [
          { productId: STOVE, sku: 'STOVE', name: 'Product STOVE', amountMinor: 4_550, ...money },
          { productId: TENT, sku: 'TENT', name: 'Product TENT', amountMinor: 19_900, ...money },
        ],
        missing: [OLD, NONE],
      },
    },
  ]);
});

it('should answer one request once, however often it is delivered', async () => {
  const event = requestFor([TENT]);
  await Promise.all(Array.from({ length: 5 }, () => service.opened.events.consumer.consume(event)));
  expect(await replies()).toHaveLength(1);
});
