import { randomUUID } from 'node:crypto';
import { dataSchemaName, type EventEnvelope, type EventType, seedId } from '@orrery/contracts';
import { openTestService, type TestService } from '@orrery/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { expireReservation } from './commands/release-stock.command.js';
import type { InventoryScope } from './context.js';
import { isBalanced } from './domain/stock.js';
import { expireReservations } from './jobs/expire-reservations.job.js';
import type { InventoryModels } from './models/inventory.models.js';
import { inventory } from './service.js';

const TENT = seedId('Product', 'tent');
const STOVE = seedId('Product', 'stove');
const NORTH = seedId('Warehouse', 'north');
const SOUTH = seedId('Warehouse', 'south');
const HELD_UNTIL = new Date('2100-01-01').toISOString();
const UNTOUCHED = { north: [20, 0, 0], south: [10, 0, 0], stove: [3, 0, 0] };
const orderOf = (nth: number) => seedId('Order', nth);

interface Reply {
  readonly type: string;
  readonly data: { reservationId?: string; lines?: object[] };
}

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
    for (const name of ['outbox', 'eventSequences']) await scope.connection.collection(name).deleteMany({});
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

  function eventOf(type: EventType, nth: number, data: object = {}): EventEnvelope {
    return {
      specversion: '1.0',
      id: randomUUID(),
      source: '/orders',
      type,
      subject: orderOf(nth),
      time: new Date().toISOString(),
      datacontenttype: 'application/json',
      dataschema: dataSchemaName(type, 1),
      sequence: 1,
      aggregateversion: 7,
      data: { ...data },
    };
  }

  /** Delivers an event as often as it takes, as a channel does. */
  async function deliver(event: EventEnvelope): Promise<void> {
    for (let tries = 0; tries < 100; tries++) {
      const outcome = await service.opened.events.consumer.consume(event);
      if (outcome.kind === 'done') return;
    }
    throw new Error('not taken');
  }

  /** What was answered to an order, the first answer first. */
  async function repliesTo(nth: number): Promise<Reply[]> {
    const rows = await scope.connection
      .collection<{ envelope: EventEnvelope }>('outbox')
      .find({ aggregateId: orderOf(nth) })
      .sort({ sequence: 1 })
      .toArray();
    expect(rows.filter(({ envelope }) => envelope.aggregateversion !== 7)).toEqual([]);
    return rows.map(({ envelope: { type, data } }) => ({ type, data: data as Reply['data'] }));
  }

  const typesTo = async (nth: number) =>
    (await repliesTo(nth)).map(({ type }) => type.replace('inventory.', ''));

  /** Delivers an event about an order; answers with what was replied last. */
  async function ask(event: EventEnvelope, nth: number): Promise<Reply | undefined> {
    await deliver(event);
    return (await repliesTo(nth)).at(-1);
  }

  function stockRequest(
    nth: number,
    tents: number,
    stoves = 0,
    { country = 'DE', heldUntil = HELD_UNTIL, isStovesFirst = false } = {},
  ): EventEnvelope {
    const lines = [
      { productId: TENT, quantity: tents },
      { productId: STOVE, quantity: stoves },
    ].filter(({ quantity }) => quantity > 0);
    if (isStovesFirst) lines.reverse();
    return eventOf('checkout.stock-requested', nth, { lines, country, heldUntil });
  }

  const reserve = (...args: Parameters<typeof stockRequest>) => ask(stockRequest(...args), args[0]);
  const keep = (nth: number) => ask(eventOf('checkout.stock-keep-requested', nth), nth);
  const release = (nth: number) => ask(eventOf('checkout.stock-release-requested', nth), nth);
  const shipped = (nth: number) =>
    eventOf('order.state-changed', nth, {
      userId: seedId('User', 1),
      state: 'SHIPPED',
      productIds: [TENT],
      at: new Date().toISOString(),
    });
  const expire = () => expireReservations.run(scope, new AbortController().signal);
  const stateOf = async (nth: number) =>
    (await models.Reservation.findOne({ orderId: orderOf(nth) }).lean())?.state;

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
    const answer = await reserve(1, 4, 1, { country: 'FR' });
    const made = await models.Reservation.findOne({ orderId: orderOf(1) }).lean();
    expect(made).toMatchObject({
      state: 'HELD',
      expiresAt: new Date(HELD_UNTIL),
      lines: expect.arrayContaining([
        { productId: TENT, warehouseId: SOUTH, quantity: 4 },
        { productId: STOVE, warehouseId: NORTH, quantity: 1 },
      ]),
    });
    expect(answer).toEqual({ type: 'inventory.stock-reserved', data: { reservationId: made?._id } });
    expect(await books()).toEqual({ north: [20, 0, 0], south: [10, 4, 0], stove: [3, 1, 0] });
  });

  it('should reserve nothing when one line is short, and say what is left', async () => {
    const short = [{ productId: STOVE, wanted: 5, available: 3 }];
    expect(await reserve(1, 4, 5)).toEqual({ type: 'inventory.stock-refused', data: { lines: short } });
    expect(await books()).toEqual(UNTOUCHED);
    expect(await models.Reservation.countDocuments()).toBe(0);
  });

  it('should count two lines of one product together', async () => {
    const line = { productId: STOVE, quantity: 2 };
    const data = { lines: [line, line], country: 'DE', heldUntil: HELD_UNTIL };
    const answer = await ask(eventOf('checkout.stock-requested', 1, data), 1);
    expect(answer?.data.lines).toEqual([{ productId: STOVE, wanted: 4, available: 3 }]);
  });

  it('should reserve once and answer once when one request comes ten times at the same time', async () => {
    const event = stockRequest(1, 16, 3);
    await Promise.all(Array.from({ length: 10 }, () => deliver(event)));
    expect(await typesTo(1)).toEqual(['stock-reserved']);
    expect(await books()).toEqual({ north: [20, 16, 0], south: [10, 0, 0], stove: [3, 3, 0] });
  });

  it('should reserve once for an order that asks ten times, and answer each time', async () => {
    // Once these are reserved, no warehouse has as many again: that is no reason to tell the order that it has none.
    await Promise.all(Array.from({ length: 10 }, () => deliver(stockRequest(1, 16, 3))));
    const replies = await repliesTo(1);
    expect(new Set(replies.map(({ data }) => data.reservationId)).size).toBe(1);
    expect(await typesTo(1)).toEqual(Array(10).fill('stock-reserved'));
    expect(await books()).toEqual({ north: [20, 16, 0], south: [10, 0, 0], stove: [3, 3, 0] });
  });

  it('should let exactly one of two orders have the last unit', async () => {
    await models.StockLevel.deleteMany({ productId: TENT });
    await put(TENT, NORTH, 1);
    await put(TENT, SOUTH, 0);
    await Promise.all([deliver(stockRequest(1, 1)), deliver(stockRequest(2, 1))]);
    const answers = [...(await repliesTo(1)), ...(await repliesTo(2))];
    expect(answers.map(({ type }) => type).sort()).toEqual([
      'inventory.stock-refused',
      'inventory.stock-reserved',
    ]);
    const refused = answers.find(({ type }) => type === 'inventory.stock-refused');
    expect(refused?.data.lines).toEqual([{ productId: TENT, wanted: 1, available: 0 }]);
    expect((await books()).north).toEqual([1, 1, 0]);
  });

  it('should never promise more than there is to 30 orders of several lines in different orders', async () => {
    await models.StockLevel.updateOne({ productId: STOVE }, { $set: { onHand: 10, initial: 10 } });
    const orders = Array.from({ length: 30 }, (_, nth) =>
      stockRequest(nth, 1, 1, { isStovesFirst: nth % 2 === 0 }),
    );
    let isOver = false;
    const watched = (async () => {
      while (!isOver) await books(); // it adds up at any instant
    })();
    await Promise.all(orders.map(deliver));
    isOver = true;
    await watched;
    const types = (await Promise.all(orders.map((_, nth) => typesTo(nth)))).flat();
    expect(types.filter((type) => type === 'stock-reserved')).toHaveLength(10);
    expect(types.filter((type) => type === 'stock-refused')).toHaveLength(20);
    expect(await books()).toEqual({ north: [20, 10, 0], south: [10, 0, 0], stove: [10, 10, 0] });
    expect(await models.Reservation.countDocuments()).toBe(10);
  });

  it('should release once, and answer each time', async () => {
    await reserve(1, 4, 1);
    await Promise.all(Array.from({ length: 5 }, () => release(1)));
    expect(await typesTo(1)).toEqual(['stock-reserved', ...Array(5).fill('stock-released')]);
    expect(await stateOf(1)).toBe('RELEASED');
    expect(await books()).toEqual(UNTOUCHED);
  });

  it('should refuse a request that comes after its release', async () => {
    await release(1);
    expect(await reserve(1, 4)).toEqual({ type: 'inventory.stock-refused', data: { lines: [] } });
    expect(await typesTo(1)).toEqual(['stock-released', 'stock-refused']);
    expect(await books()).toEqual(UNTOUCHED);
  });

  it('should hold nothing when request and release come at once, whichever is first', async () => {
    const orders = Array.from({ length: 8 }, (_, nth) => nth);
    await Promise.all(orders.flatMap((nth) => [deliver(stockRequest(nth, 1, 1)), release(nth)]));
    expect(await books()).toEqual(UNTOUCHED);
    for (const nth of orders) {
      expect(await stateOf(nth)).toBe('RELEASED');
      expect(await typesTo(nth)).toHaveLength(2);
    }
  });

  it('should keep what is held, and say so when it is not any more', async () => {
    await reserve(1, 4);
    expect((await keep(1))?.type).toBe('inventory.stock-kept');
    expect(await models.Reservation.findOne().lean()).toMatchObject({ state: 'HELD', expiresAt: null });
    await release(1);
    expect((await keep(1))?.type).toBe('inventory.stock-lost');
    expect((await keep(2))?.type).toBe('inventory.stock-lost');
    expect(await books()).toEqual(UNTOUCHED);
  });

  it('should release what was not kept in time, and nothing else', async () => {
    const past = { heldUntil: new Date(0).toISOString() };
    await reserve(1, 1, 1, past);
    await reserve(2, 1, 1, past);
    await reserve(3, 1, 1);
    await keep(2);
    await Promise.all([expire(), expire()]);
    expect([await stateOf(1), await stateOf(2), await stateOf(3)]).toEqual(['RELEASED', 'HELD', 'HELD']);
    expect(await books()).toEqual({ north: [20, 2, 0], south: [10, 0, 0], stove: [3, 2, 0] });
    expect((await keep(1))?.type).toBe('inventory.stock-lost');
    expect((await reserve(1, 1)) ?? {}).toMatchObject({ type: 'inventory.stock-refused' });
  });

  it('should not expire what was kept after it was found to be due', async () => {
    await reserve(1, 4, 1, { heldUntil: new Date(0).toISOString() });
    const { _id: id } = (await models.Reservation.findOne().lean())!;
    await keep(1);
    const facts = { id, now: new Date() };
    expect(await scope.transaction((session) => expireReservation(scope, facts, session))).toBe(false);
    expect(await stateOf(1)).toBe('HELD');
    expect((await books()).north).toEqual([20, 4, 0]);
  });

  it('should either keep or expire, and never both', async () => {
    const past = { heldUntil: new Date(0).toISOString() };
    await reserve(1, 4, 1, past);
    await Promise.all([keep(1), expire()]);
    const isKept = (await typesTo(1)).at(-1) === 'stock-kept';
    expect(await stateOf(1)).toBe(isKept ? 'HELD' : 'RELEASED');
    expect((await books()).north).toEqual(isKept ? [20, 4, 0] : [20, 0, 0]);
  });

  it('should go on with the others when the books of one are wrong', async () => {
    const past = { heldUntil: new Date(0).toISOString() };
    await reserve(1, 0, 1, past);
    await reserve(2, 1, 0, past);
    await models.StockLevel.updateOne({ productId: STOVE }, { $set: { reserved: 0 } });
    await expect(expire()).rejects.toThrow('1 reservations are not released');
    expect([await stateOf(1), await stateOf(2)]).toEqual(['HELD', 'RELEASED']);
  });

  it('should count what is shipped as sold, once', async () => {
    await reserve(1, 4, 1);
    await keep(1);
    const event = shipped(1);
    await Promise.all([deliver(event), deliver(event), deliver(shipped(1))]);
    expect(await stateOf(1)).toBe('FULFILLED');
    expect(await books()).toEqual({ north: [16, 0, 4], south: [10, 0, 0], stove: [2, 0, 1] });
    await release(1); // too late: it is gone
    expect(await stateOf(1)).toBe('FULFILLED');
    await deliver(shipped(2)); // an order from before there were reservations
    expect(await books()).toEqual({ north: [16, 0, 4], south: [10, 0, 0], stove: [2, 0, 1] });
    expect(await repliesTo(2)).toEqual([]);
  });

  it('should either ship or release a reservation, and never both', async () => {
    await reserve(1, 4, 1);
    await Promise.all([deliver(shipped(1)), release(1)]);
    const gone = (await stateOf(1)) === 'FULFILLED' ? 4 : 0;
    expect(await books()).toEqual({
      north: [20 - gone, 0, gone],
      south: [10, 0, 0],
      stove: [3 - gone / 4, 0, gone / 4],
    });
  });

  it('should tell live subscribers once the stock has changed', async () => {
    const events = await service.subscribe(
      'subscription ($ids: [ID!]!) { stockChanged(productIds: $ids) { stock { available } } }',
      { ids: [STOVE] },
    );
    const shown = (available: number) => ({ data: { stockChanged: { stock: { available } } } });
    for (const [change, available] of [
      [() => reserve(1, 0, 2, { heldUntil: new Date(0).toISOString() }), 1],
      [expire, 3],
    ] as const) {
      const next = events.next();
      await change();
      expect((await next).value).toEqual(shown(available));
    }
    await events.return();
  });
});
