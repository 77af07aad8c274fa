import { type SeedCart, type SeedOrder, seedWorld } from '@orrery/contracts/seed';
import { insertMissing, type SeedReport } from '@orrery/kit';
import { stateChangeOf } from '../commands/state-change-event.js';
import type { OrdersScope } from '../context.js';
import type { CartDocument } from '../models/cart.model.js';
import type { OrderDocument } from '../models/order.model.js';

/** Writes the demo orders and carts: the same documents on every machine. A user who has a cart keeps it. */
export async function seedOrders(
  { models: { Order, Cart }, events }: OrdersScope,
  { scale }: { scale: number },
): Promise<SeedReport> {
  const { orders, carts } = seedWorld({ scale });
  const owners = [...carts].map(({ userId }) => userId);
  const there = await Cart.find({ userId: { $in: owners } }, { userId: 1 }).lean();
  const taken = new Set(there.map(({ userId }) => userId));
  const missing = [...carts].filter(({ userId }) => !taken.has(userId));
  return {
    orders: await insertMissing(Order, eachOf(orders, toOrder)),
    carts: await insertMissing(Cart, eachOf(missing, toCart)),
    events: await events.appendFirst(eachOf(orders, (order) => stateChangeOf(toOrder(order)))),
  };
}

function* eachOf<From, To>(items: Iterable<From>, map: (item: From) => To): Generator<To> {
  for (const item of items) yield map(item);
}

function toOrder({ id, placedAt, history, lines, shippingAddress, ...order }: SeedOrder): OrderDocument {
  return {
    _id: id,
    ...order,
    version: history.length,
    placedAt: new Date(placedAt),
    lines: lines.map(({ id: _id, ...line }) => ({ _id, ...line })),
    shippingAddress: { ...shippingAddress, lines: [...shippingAddress.lines] },
    history: history.map(({ state, at }) => ({ state, at: new Date(at) })),
  };
}

function toCart({ id, userId, lines, updatedAt }: SeedCart): CartDocument {
  return {
    _id: id,
    userId,
    lines: lines.map(({ id: _id, addedAt, ...line }) => ({ _id, ...line, addedAt: new Date(addedAt) })),
    updatedAt: new Date(updatedAt),
  };
}
