import { seedId } from '@orrery/contracts';
import { seedWorld } from '@orrery/contracts/seed';
import { callerOf, openTestService, type TestService } from '@orrery/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isBalanced, sumStock } from './domain/stock.js';
import type { InventoryModels } from './models/inventory.models.js';
import { inventory } from './service.js';

const world = seedWorld();
const levels = [...world.stockLevels];
const reservations = [...world.reservations];
const productOf = (nth: number) => seedId('Product', nth);
const levelsOf = (productId: string) => levels.filter((level) => level.productId === productId);
const asStaff = { caller: callerOf(seedId('User', 3), 'WAREHOUSE') };
const asCustomer = { caller: callerOf(seedId('User', 0)) };
const asFinance = { caller: callerOf(seedId('User', 4), 'FINANCE') };

const LEVELS = `query ($first: Int!, $after: String, $filter: StockLevelFilterInput) {
  stockLevels(first: $first, after: $after, filter: $filter) {
    totalCount nodes { id onHand reserved available sold balanced } pageInfo { hasNextPage endCursor }
  }
}`;

interface LevelPage {
  stockLevels: {
    totalCount: number;
    nodes: { id: string; balanced: boolean }[];
    pageInfo: { hasNextPage: boolean; endCursor: string };
  };
}

describe('inventory', () => {
  let service: TestService;
  let models: InventoryModels;

  beforeAll(async () => {
    service = await openTestService(inventory);
    models = service.opened.scope().models as InventoryModels;
    expect(await service.seed()).toEqual({
      warehouses: 3,
      stockLevels: levels.length,
      reservations: reservations.length,
    });
  });

  afterAll(() => service.close());

  async function entity<T>(type: string, fields: string, representation: object, sentBy = {}): Promise<T> {
    const { data, errors } = await service.execute<{ _entities: T[] }>(
      `query ($r: _Any!) { _entities(representations: [$r]) { ... on ${type} { ${fields} } } }`,
      { r: { __typename: type, ...representation } },
      sentBy,
    );
    expect(errors).toBeUndefined();
    return data._entities[0] as T;
  }

  it('should list the warehouses by code and find one', async () => {
    const { data } = await service.execute('{ warehouses { code address { country } } }');
    expect(data).toEqual({
      warehouses: [
        { code: 'LEJ', address: { country: 'DE' } },
        { code: 'LYS', address: { country: 'FR' } },
        { code: 'ORK', address: { country: 'IE' } },
      ],
    });
    const one = 'query ($id: ID!) { warehouse(id: $id) { name } }';
    const found = await service.execute(one, { id: world.warehouses[1]?.id });
    expect(found.data).toEqual({ warehouse: { name: 'Lyon' } });
    expect((await service.execute(one, { id: 'whs_none' })).data).toEqual({ warehouse: null });
  });

  it('should write the stock that the seed world says, in books that balance', async () => {
    const stored = await models.StockLevel.find().lean();
    const byId = new Map(stored.map((level) => [level._id, level]));
    for (const { id, onHand, reserved, sold, productId, warehouseId } of levels) {
      expect(byId.get(id)).toMatchObject({ onHand, reserved, sold, productId, warehouseId, adjusted: 0 });
    }
    expect(stored.filter((level) => !isBalanced(level))).toEqual([]);
  });

  it('should sum a product over its warehouses, and know nothing of one without stock', async () => {
    const fields = 'inStock stock { onHand reserved available }';
    for (const nth of [0, 7, 42]) {
      const stock = sumStock(levelsOf(productOf(nth)));
      const shown = await entity('Product', fields, { id: productOf(nth) });
      expect(shown).toEqual({ inStock: stock.available > 0, stock });
    }
    expect(await entity('Product', fields, { id: seedId('Product', 'new') })).toEqual({
      inStock: false,
      stock: { onHand: 0, reserved: 0, available: 0 },
    });
  });

  it('should show levels, adjustments and lists to warehouse staff only', async () => {
    const guarded = [
      `{ stockLevels { totalCount } }`,
      `{ reservations { totalCount } }`,
      `{ _entities(representations: [{ __typename: "Product", id: "${productOf(0)}" }]) { ... on Product { stock { levels { onHand } } } } }`,
      `{ _entities(representations: [{ __typename: "Product", id: "${productOf(0)}" }]) { ... on Product { stockAdjustments { totalCount } } } }`,
    ];
    for (const query of guarded) {
      const codes = [];
      for (const sentBy of [{}, asCustomer, asFinance, asStaff]) {
        codes.push((await service.execute(query, {}, sentBy)).errors?.[0]?.extensions?.code);
      }
      expect(codes).toEqual(['UNAUTHENTICATED', 'FORBIDDEN', 'FORBIDDEN', undefined]);
    }
  });

  it('should treat stock levels and reservations as absent for all but warehouse staff', async () => {
    const level = levels[0]!;
    const reservation = reservations[0]!;
    for (const sentBy of [{}, asCustomer, asFinance]) {
      expect(await entity('StockLevel', 'onHand', { id: level.id }, sentBy)).toBeNull();
      expect(await entity('Reservation', 'state', { id: reservation.id }, sentBy)).toBeNull();
    }
    expect(await entity('StockLevel', 'onHand', { id: level.id }, asStaff)).toEqual({ onHand: level.onHand });
    const fields = 'state expiresAt order { id } lines { quantity product { id } warehouse { id } }';
    expect(await entity('Reservation', fields, { id: reservation.id }, asStaff)).toEqual({
      state: 'HELD',
      expiresAt: null,
      order: { id: reservation.orderId },
      lines: reservation.lines.map(({ quantity, productId, warehouseId }) => ({
        quantity,
        product: { id: productId },
        warehouse: { id: warehouseId },
      })),
    });
  });

  it('should estimate shipping from what the catalog says of weight and size', async () => {
    const plenty = levels.filter(({ onHand, reserved }) => onHand - reserved >= 8);
    const inLeipzig = plenty.find(({ warehouseId }) => warehouseId === world.warehouses[0]?.id)!;
    const known = {
      id: inLeipzig.productId,
      weightGrams: 1_500,
      dimensions: { lengthMm: 400, widthMm: 300, heightMm: 250 },
    };
    const fields = (args: string) =>
      `shippingEstimate(${args}) { cost { amountMinor currency } minDays maxDays warehouse { code } }`;
    expect(await entity('Product', fields('country: "DE"'), known)).toEqual({
      shippingEstimate: {
        cost: { amountMinor: 490 + 6 * 60, currency: 'EUR' },
        minDays: 1,
        maxDays: 2,
        warehouse: { code: 'LEJ' },
      },
    });
    expect(
      await entity('Product', fields('country: "DE", quantity: 2'), { ...known, dimensions: null }),
    ).toMatchObject({ shippingEstimate: { cost: { amountMinor: 490 + 3 * 60 } } });
    const lowerCase = await entity('Product', fields('country: "de"'), known);
    expect(lowerCase).toMatchObject({ shippingEstimate: { minDays: 1, maxDays: 2 } });
    const unknown = { ...known, weightGrams: null };
    expect(await entity('Product', fields('country: "DE"'), unknown)).toEqual({ shippingEstimate: null });
  });

  it('should refuse countries and quantities that there are not, naming the argument', async () => {
    const query = `query ($country: String!, $quantity: Int) {
      _entities(representations: [{ __typename: "Product", id: "prd_x", weightGrams: 1, dimensions: null }]) {
        ... on Product { shippingEstimate(country: $country, quantity: $quantity) { minDays } }
      }
    }`;
    const refused = [
      [{ country: 'DEU' }, 'country'],
      [{ country: 'XX' }, 'country'],
      [{ country: '{"$gt":""}' }, 'country'],
      [{ country: 'DE', quantity: 0 }, 'quantity'],
      [{ country: 'DE', quantity: 1_001 }, 'quantity'],
    ] as const;
    for (const [variables, path] of refused) {
      const { errors } = await service.execute(query, { quantity: 1, ...variables });
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path }] });
    }
  });

  async function pageOf(variables: object): Promise<LevelPage['stockLevels']> {
    const { data, errors } = await service.execute<LevelPage>(LEVELS, { first: 100, ...variables }, asStaff);
    expect(errors).toBeUndefined();
    return data.stockLevels;
  }

  it('should page through all levels once, also when one comes in between', async () => {
    let page = await pageOf({});
    const ids = page.nodes.map(({ id }) => id);
    expect(page.totalCount).toBe(levels.length);
    const first = await models.StockLevel.findById(ids[0]).lean();
    await models.StockLevel.create([{ ...first!, _id: 'stk_x', productId: 'prd_0' }]);
    while (page.pageInfo.hasNextPage) {
      page = await pageOf({ after: page.pageInfo.endCursor });
      ids.push(...page.nodes.map(({ id }) => id));
    }
    await models.StockLevel.deleteOne({ _id: 'stk_x' });
    const sorted = [...levels].sort(
      (a, b) => compare(a.productId, b.productId) || compare(a.warehouseId, b.warehouseId),
    );
    expect(ids).toEqual(sorted.map(({ id }) => id));
  });

  it('should find the levels of a warehouse that run low', async () => {
    const warehouseId = world.warehouses[2]!.id;
    const low = levels.filter(
      (level) => level.warehouseId === warehouseId && level.onHand - level.reserved <= 2,
    );
    const page = await pageOf({ filter: { warehouseId, availableAtMost: 2 } });
    expect(page.totalCount).toBe(low.length);
    const ids = new Set(low.map(({ id }) => id));
    expect(page.nodes.filter(({ id, balanced }) => !ids.has(id) || !balanced)).toEqual([]);
    const productIds = [productOf(1), productOf(2)];
    expect((await pageOf({ filter: { productIds } })).totalCount).toBe(6);
  });

  it('should refuse altered cursors and page sizes out of bounds', async () => {
    const { pageInfo } = await pageOf({ first: 2 });
    const list = await service.execute<{ reservations: { pageInfo: { endCursor: string } } }>(
      '{ reservations(first: 1) { pageInfo { endCursor } } }',
      {},
      asStaff,
    );
    const refused = [
      [{ after: `${pageInfo.endCursor.slice(0, -2)}AA` }, 'after'],
      [{ after: list.data.reservations.pageInfo.endCursor }, 'after'],
      [{ first: 0 }, 'first'],
      [{ first: -1 }, 'first'],
      [{ first: 1_000_000_000 }, 'first'],
    ] as const;
    for (const [variables, path] of refused) {
      const { errors } = await service.execute(LEVELS, { first: 5, ...variables }, asStaff);
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path }] });
    }
  });

  it('should list reservations by state, the latest first', async () => {
    const query = `query ($state: ReservationState) { reservations(first: 100, state: $state) { totalCount nodes { id } } }`;
    const newest = [...reservations].sort((a, b) => compare(b.createdAt, a.createdAt) || compare(b.id, a.id));
    const nodes = newest.slice(0, 100).map(({ id }) => ({ id }));
    const held = await service.execute(query, { state: 'HELD' }, asStaff);
    expect(held.data).toEqual({ reservations: { totalCount: reservations.length, nodes } });
    const released = await service.execute(query, { state: 'RELEASED' }, asStaff);
    expect(released.data).toEqual({ reservations: { totalCount: 0, nodes: [] } });
  });

  it.each([5, 50])('should cost one database call a kind of row for %i products', async (count) => {
    const products = Array.from({ length: count }, (_, nth) => ({
      __typename: 'Product',
      id: productOf(nth),
      weightGrams: 800,
      dimensions: null,
    }));
    service.databaseCalls();
    const { data, errors } = await service.execute<{ _entities: object[] }>(
      `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Product {
        inStock stock { available levels { onHand warehouse { code } } }
        shippingEstimate(country: "FR") { minDays warehouse { code } }
        stockAdjustments(first: 2) { totalCount nodes { delta } }
      } } }`,
      { r: products },
      asStaff,
    );
    expect(errors).toBeUndefined();
    expect(data._entities).toHaveLength(count);
    // Levels, warehouses, pages of adjustments, their counts.
    expect(service.databaseCalls()).toBe(4);
    await service.execute(
      'query ($n: Int!) { reservations(first: $n) { nodes { lines { warehouse { code } } } } }',
      { n: Math.min(count, reservations.length) },
      asStaff,
    );
    expect(service.databaseCalls()).toBe(2);
  });

  it('should seed nothing twice, and reserve again for what comes back', async () => {
    expect(await service.seed()).toEqual({ warehouses: 0, stockLevels: 0, reservations: 0 });
    const gone = await models.Reservation.findOneAndDelete({ _id: reservations[0]?.id }).lean();
    const { productId, warehouseId, quantity } = gone!.lines[0]!;
    const before = await models.StockLevel.findOne({ productId, warehouseId }).lean();
    expect(await service.seed()).toEqual({ warehouses: 0, stockLevels: 0, reservations: 1 });
    const after = await models.StockLevel.findOne({ productId, warehouseId }).lean();
    expect(after?.reserved).toBe(before!.reserved + quantity);
    expect(isBalanced(after!)).toBe(true);
  });
});

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
