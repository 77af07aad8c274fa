import { seedId } from '@orrery/contracts';
import { callerOf, openTestService, type TestService } from '@orrery/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isBalanced } from './domain/stock.js';
import type { InventoryModels } from './models/inventory.models.js';
import type { StockLevelDocument } from './models/stock-level.model.js';
import { inventory } from './service.js';

const PRODUCT = seedId('Product', 'a');
const OTHER = seedId('Product', 'b');
const NORTH = seedId('Warehouse', 'north');
const KEEPER = seedId('User', 'keeper');
const asStaff = { caller: callerOf(KEEPER, 'WAREHOUSE') };

const ADJUST = `mutation ($input: AdjustStockInput!) {
  adjustStock(input: $input) {
    __typename
    ... on StockLevel { onHand reserved available adjusted product { id } warehouse { code } }
    ... on InsufficientStock { code available }
  }
}`;

interface Adjusted {
  adjustStock: { __typename: string; onHand?: number; available: number };
}

describe('adjustments of stock', () => {
  let service: TestService;
  let models: InventoryModels;

  beforeAll(async () => {
    service = await openTestService(inventory);
    models = service.opened.scope().models as InventoryModels;
    const address = { lines: ['Kai 1'], postalCode: '1', city: 'Kiel', country: 'DE' };
    await models.Warehouse.create([{ _id: NORTH, code: 'NOR', name: 'North', address }]);
  });

  afterAll(() => service.close());

  beforeEach(async () => {
    await Promise.all([models.StockLevel.deleteMany({}), models.StockAdjustment.deleteMany({})]);
  });

  const inputOf = (delta: number, more: object = {}) => ({
    productId: PRODUCT,
    warehouseId: NORTH,
    delta,
    reason: 'COUNTED',
    ...more,
  });

  async function adjust(delta: number, more: object = {}) {
    const { data, errors } = await service.execute<Adjusted>(
      ADJUST,
      { input: inputOf(delta, more) },
      asStaff,
    );
    expect(errors).toBeUndefined();
    return data.adjustStock;
  }

  async function level(productId = PRODUCT): Promise<StockLevelDocument> {
    return (await models.StockLevel.findOne({ productId, warehouseId: NORTH }).lean())!;
  }

  it('should open a level for a new product, and record who did it and why', async () => {
    expect(await adjust(12, { reason: 'RECEIVED', note: 'Delivery 77' })).toEqual({
      __typename: 'StockLevel',
      onHand: 12,
      reserved: 0,
      available: 12,
      adjusted: 12,
      product: { id: PRODUCT },
      warehouse: { code: 'NOR' },
    });
    const records = await models.StockAdjustment.find().lean();
    const facts = { delta: 12, reason: 'RECEIVED', note: 'Delivery 77', madeBy: KEEPER };
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({ ...facts, productId: PRODUCT, warehouseId: NORTH });
  });

  it('should never take away what is not there or is reserved, and record nothing then', async () => {
    expect(await adjust(-1)).toEqual({
      __typename: 'InsufficientStock',
      code: 'INSUFFICIENT_STOCK',
      available: 0,
    });
    await adjust(10);
    await models.StockLevel.updateOne({ productId: PRODUCT }, { $inc: { reserved: 4 } });
    const before = await level();
    expect(await adjust(-7)).toMatchObject({ __typename: 'InsufficientStock', available: 6 });
    expect(await level()).toEqual(before);
    expect(await models.StockAdjustment.countDocuments()).toBe(1);
    expect(await adjust(-6)).toMatchObject({ onHand: 4, available: 0 });
  });

  it('should let exactly 30 of 50 take one of 30 items at the same time', async () => {
    await adjust(30);
    const answers = await Promise.all(Array.from({ length: 50 }, () => adjust(-1, { reason: 'DAMAGED' })));
    expect(answers.filter(({ __typename }) => __typename === 'StockLevel')).toHaveLength(30);
    const refused = answers.filter(({ __typename }) => __typename === 'InsufficientStock');
    expect(refused).toHaveLength(20);
    expect(await level()).toMatchObject({ onHand: 0, adjusted: 0, reserved: 0 });
    expect(await models.StockAdjustment.countDocuments({ reason: 'DAMAGED' })).toBe(30);
  });

  it('should open one level for deliveries that come at the same time, with the sum of all', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, nth) => adjust(nth + 1)));
    expect(await models.StockLevel.countDocuments()).toBe(1);
    const after = await level();
    expect(after).toMatchObject({ onHand: 210, adjusted: 210, initial: 0 });
    expect(isBalanced(after)).toBe(true);
    expect(await models.StockAdjustment.countDocuments()).toBe(20);
  });

  it('should refuse callers who are not warehouse staff, and faulty input, changing nothing', async () => {
    const codes = [];
    for (const sentBy of [
      {},
      { caller: callerOf(KEEPER) },
      { caller: callerOf(KEEPER, 'CATALOG_MANAGER') },
    ]) {
      const { errors } = await service.execute(ADJUST, { input: inputOf(1) }, sentBy);
      codes.push(errors?.[0]?.extensions?.code);
    }
    expect(codes).toEqual(['UNAUTHENTICATED', 'FORBIDDEN', 'FORBIDDEN']);
    const faulty = [
      [{ delta: 0 }, 'input.delta'],
      [{ delta: 1_000_001 }, 'input.delta'],
      [{ note: 'x'.repeat(501) }, 'input.note'],
      [{ productId: 'prd_1' }, 'input.productId'],
      [{ productId: '{"$gt":""}' }, 'input.productId'],
      [{ warehouseId: 'whs_none' }, 'input.warehouseId'],
      [{ warehouseId: '{"$gt":""}' }, 'input.warehouseId'],
    ] as const;
    for (const [more, path] of faulty) {
      const { errors } = await service.execute(ADJUST, { input: inputOf(1, more) }, asStaff);
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path }] });
    }
    expect(await models.StockLevel.countDocuments()).toBe(0);
    expect(await models.StockAdjustment.countDocuments()).toBe(0);
  });

  it('should tell live subscribers the stock of their products after each change', async () => {
    const events = await service.subscribe(
      'subscription ($ids: [ID!]!) { stockChanged(productIds: $ids) { id inStock stock { available } } }',
      { ids: [PRODUCT] },
    );
    const shown = (available: number) => ({
      data: { stockChanged: { id: PRODUCT, inStock: available > 0, stock: { available } } },
    });
    const first = events.next();
    await adjust(5, { productId: OTHER });
    await adjust(3);
    expect((await first).value).toEqual(shown(3));
    const second = events.next();
    await adjust(-4); // refused: no event
    await adjust(-3);
    expect((await second).value).toEqual(shown(0));
    await events.return();
  });

  it('should open a warehouse once per code', async () => {
    const create = `mutation ($input: CreateWarehouseInput!) {
      createWarehouse(input: $input) { __typename ... on Warehouse { code } ... on WarehouseCodeTaken { code } }
    }`;
    const address = { lines: ['Quay 9'], postalCode: 'D01', city: 'Dublin', country: 'IE' };
    const input = { code: 'DUB', name: 'Dublin', address };
    const answers = await Promise.all(
      [1, 2].map(() => service.execute<{ createWarehouse: object }>(create, { input }, asStaff)),
    );
    const results = answers.map(({ data }) => JSON.stringify(data.createWarehouse)).sort();
    expect(results).toEqual([
      '{"__typename":"Warehouse","code":"DUB"}',
      '{"__typename":"WarehouseCodeTaken","code":"WAREHOUSE_CODE_TAKEN"}',
    ]);
    const faulty = { ...input, code: 'dub', address: { ...address, lines: [], country: 'Eire' } };
    const { errors } = await service.execute(create, { input: faulty }, asStaff);
    const fields = errors?.[0]?.extensions?.fields as { path: string }[];
    expect([...new Set(fields.map(({ path }) => path))]).toEqual([
      'input.code',
      'input.address.lines',
      'input.address.country',
    ]);
    expect((await service.execute(create, { input })).errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
  });
});
