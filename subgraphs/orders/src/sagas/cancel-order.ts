import { isOwnerOrHas, requireCaller } from '@orrery/kit';
import { RequestError } from '@orrery/runtime';
import type { ClientSession } from 'mongoose';
import { RefusedTransition } from '../commands/transition-order.js';
import type { OrdersCommand, OrdersScope } from '../context.js';
import { CANCELLED } from '../domain/order-failure.js';
import { type CheckoutDocument, newCheckout } from '../models/checkout.model.js';
import type { OrderDocument } from '../models/order.model.js';
import { endEarly } from './end-early.js';

/**
 * Cancels an order at any moment before it is shipped: its customer, or support for the customer. What was reserved is given
 * back, and what was paid is given back once, also when the provider says so only later.
 * @throws RequestError NOT_FOUND when there is no such order, or it is not the caller's
 */
export const cancelOrder: OrdersCommand<{ id: string }, OrderDocument | RefusedTransition> = async (
  scope,
  { id },
) => {
  const { models, caller, transaction } = scope;
  requireCaller(caller);
  const order = await models.Order.findById(id).lean<OrderDocument>();
  if (!order || !isOwnerOrHas(caller, order.userId, 'orders:cancel')) {
    throw new RequestError('NOT_FOUND', 'There is no order with this id.');
  }
  const cancelled = await transaction(async (session) => {
    const checkout = await checkoutOf(scope, id, session);
    return endEarly(scope, checkout, { state: 'CANCELLED', failure: CANCELLED }, session);
  });
  if (cancelled) return cancelled;
  return new RefusedTransition((await models.Order.findById(id).lean<OrderDocument>()) ?? order, 'STATE');
};

// An order that no checkout placed may have stock and money all the same: it gets one that has come to its end.
async function checkoutOf(
  { models: { Checkout } }: OrdersScope,
  orderId: string,
  session: ClientSession,
): Promise<CheckoutDocument> {
  const existing = await Checkout.findById(orderId, null, { session }).lean<CheckoutDocument>();
  if (existing) return existing;
  const ended = newCheckout(orderId, 'COMPLETED');
  await Checkout.create([ended], { session });
  return ended;
}
