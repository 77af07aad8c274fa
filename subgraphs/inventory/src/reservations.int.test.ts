import { seedId } from '@orrery/contracts';
import { openTestService, type TestService } from '@orrery/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fulfilReservation } from './commands/fulfil-reservation.command.js';
import { releaseStock } from './commands/release-stock.command.js';
import { OutOfStock, reserveStock } from './commands/reserve-stock.command.js';
import type { InventoryScope } from './context.js';
import { isBalanced } from './domain/stock.js';
import type { InventoryModels } from './models/inventory.models.js';
import { inventory } from './service.js';

const TENT = seedId('Product', 'tent');
const STOVE = seedId('Product', 'stove');
const NORTH = seedId('Warehouse', 'north');
const SOUTH = seedId('Warehouse', 'south');
const orderOf = (nth: number) => seedId('Order', nth);

describe('reservations', () => {
  let service: TestService;
  let models: InventoryModels;
  let scope: InventoryScope;

  beforeAll(async () => {
    service = await openTestService(inventory);
    scope = service.opened.scope() as InventoryScope;
    models = scope.models;
    const address = { lines: ['Kai 1'], postalCode: '1', city: 'X' };
    await models.Warehouse.create([
      { _id: NORTH, code: 'NOR', name: 'North', address: { ...address, country: 'DE' } },
      { _id: SOUTH, code: 'SOU', name: 'South', address: { ...address, country: 'FR' } },
    ]);
  });

  afterAll(() => service.close());

  beforeEach(async () => {
    await Promise.all([models.StockLevel.deleteMany({}), models.Reservation.deleteMany({})]);
    await put(TENT, NORTH, 20);
    await put(TENT, SOUTH, 10);
    await put(STOVE, NORTH, 3);
  });

  async function put(productId: string, warehouseId: string, onHand: number) {
    const figures = { onHand, reserved: 0, sold: 0, initial: onHand, adjusted: 0, updatedAt: new Date(0) };
    await models.StockLevel.create([
      { _id: `${productId}-${warehouseId}`, productId, warehouseId, ...figures },
    ]);
  }

  function reserve(nth: number, tents: number, stoves = 0, country = 'DE') {
    const lines = [{ productId: TENT, quantity: tents }];
    if (stoves > 0) lines.push({ productId: STOVE, quantity: stoves });
    return reserveStock(scope, { orderId: orderOf(nth), lines, country, expiresAt: null });
  }

  async function books() {
    const levels = await models.StockLevel.find().sort({ _id: 1 }).lean();
    expect(levels.filter((level) => !isBalanced(level))).toEqual([]);
    const figure = (productId: string, warehouseId: string) => {
      const level = levels.find((each) => each.productId === productId && each.warehouseId === warehouseId)!;
      return [level.onHand, level.reserved, level.sold];
    };
    return { north: figure(TENT, NORTH), south: figure(TENT, SOUTH), stove: figure(STOVE, NORTH) };
  }

  it('should reserve every line, from the own warehouse of the country first', async () => {
    const made = await reserve(1, 4, 1, 'FR');
    expect(made).toMatchObject({
      orderId: orderOf(1),
      state: 'HELD',
      lines: [
        { productId: TENT, warehouseId: SOUTH, quantity: 4 },
        { productId: STOVE, warehouseId: NORTH, quantity: 1 },
      ],
    });
    expect(await books()).toEqual({ north: [20, 0, 0], south: [10, 4, 0], stove: [3, 1, 0] });
  });

  it('should reserve nothing when one line is short, and say what is left', async () => {
    const answer = await reserve(1, 4, 5);
    expect(answer).toEqual(new OutOfStock([{ productId: STOVE, quantity: 5, available: 3 }]));
    expect(await books()).toEqual({ north: [20, 0, 0], south: [10, 0, 0], stove: [3, 0, 0] });
    expect(await models.Reservation.countDocuments()).toBe(0);
  });

  it('should count two lines of one product together', async () => {
    const lines = [
      { productId: STOVE, quantity: 2 },
      { productId: STOVE, quantity: 2 },
    ];
    const answer = await reserveStock(scope, { orderId: orderOf(1), lines, country: 'DE', expiresAt: null });
    expect(answer).toEqual(new OutOfStock([{ productId: STOVE, quantity: 4, available: 3 }]));
  });

  it('should reserve once for an order that asks ten times at the same time', async () => {
    // Once these are reserved, no warehouse has as many again: that is no reason to tell the order that it has none.
    const answers = await Promise.all(Array.from({ length: 10 }, () => reserve(1, 16, 3)));
    const ids = new Set(answers.map((answer) => (answer instanceof OutOfStock ? 'short' : answer._id)));
    expect([...ids]).toEqual([expect.stringMatching(/^rsv_/)]);
    expect(await books()).toEqual({ north: [20, 16, 0], south: [10, 0, 0], stove: [3, 3, 0] });
    expect(await models.Reservation.countDocuments()).toBe(1);
  });

  it('should never promise more than there is to 50 orders at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, (_, nth) => reserve(nth, 1)));
    expect(answers.filter((answer) => !(answer instanceof OutOfStock))).toHaveLength(30);
    expect(await books()).toEqual({ north: [20, 20, 0], south: [10, 10, 0], stove: [3, 0, 0] });
  });

  it('should give back the lines that it got when a later one is gone meanwhile', async () => {
    // Stoves come first, by their id, and are enough for three; tents only for one.
    expect(STOVE < TENT).toBe(true);
    const answers = await Promise.all(Array.from({ length: 6 }, (_, nth) => reserve(nth, 15, 1)));
    expect(answers.filter((answer) => !(answer instanceof OutOfStock))).toHaveLength(1);
    expect(await books()).toEqual({ north: [20, 15, 0], south: [10, 0, 0], stove: [3, 1, 0] });
    expect(await models.Reservation.countDocuments()).toBe(1);
  });

  it('should release once, whoever asks how often', async () => {
    await reserve(1, 4, 1);
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => releaseStock(scope, { orderId: orderOf(1) })),
    );
    expect(answers.map((answer) => answer?.state)).toEqual(Array(5).fill('RELEASED'));
    expect(await books()).toEqual({ north: [20, 0, 0], south: [10, 0, 0], stove: [3, 0, 0] });
  });

  it('should either ship or release a reservation, and never both', async () => {
    await reserve(1, 4, 1);
    const [shipped, released] = await Promise.all([
      fulfilReservation(scope, { orderId: orderOf(1) }),
      releaseStock(scope, { orderId: orderOf(1) }),
    ]);
    expect(shipped?.state).toBe(released?.state);
    const gone = shipped?.state === 'FULFILLED' ? 4 : 0;
    const goneStoves = gone / 4;
    expect(await books()).toEqual({
      north: [20 - gone, 0, gone],
      south: [10, 0, 0],
      stove: [3 - goneStoves, 0, goneStoves],
    });
  });

  it('should count what left as sold', async () => {
    await reserve(1, 4, 1);
    expect(await fulfilReservation(scope, { orderId: orderOf(1) })).toMatchObject({ state: 'FULFILLED' });
    expect(await fulfilReservation(scope, { orderId: orderOf(1) })).toMatchObject({ state: 'FULFILLED' });
    expect(await books()).toEqual({ north: [16, 0, 4], south: [10, 0, 0], stove: [2, 0, 1] });
    expect(await releaseStock(scope, { orderId: orderOf(2) })).toBeNull();
  });
});
