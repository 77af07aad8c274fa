import type { ClientSession } from 'mongoose';
import { stateChangeOf } from '../commands/state-change-event.js';
import type { OrdersScope } from '../context.js';
import {
  COMPENSATION_PATIENCE,
  COMPENSATIONS,
  type CompensationName,
  compensationsFrom,
  isStep,
} from '../domain/checkout-machine.js';
import type { OrderFailure } from '../domain/order-failure.js';
import { giveBackLines } from '../models/cart-updates.js';
import type { CheckoutDocument } from '../models/checkout.model.js';
import { moveCheckout } from '../models/checkout-updates.js';
import type { OrderDocument } from '../models/order.model.js';
import { moveOrder } from '../models/order-transitions.js';

/** How an order ends early, and why. */
export interface EarlyEnd {
  readonly state: 'FAILED' | 'CANCELLED';
  readonly failure: OrderFailure;
}

/**
 * Ends an order early, and asks for all to be undone that its checkout has begun: the customer sees the end at once, and the
 * checkout ends when everything is undone. Whoever has not paid yet finds what was ordered in the cart again: to change a
 * card, a quantity or one's mind is not to begin anew. Part of one transaction.
 * @returns the order after; null, with nothing changed, when it is in a state from which it cannot end so
 */
export async function endEarly(
  scope: OrdersScope,
  checkout: CheckoutDocument,
  { state, failure }: EarlyEnd,
  session: ClientSession,
): Promise<OrderDocument | null> {
  const { models, events } = scope;
  const order = await moveOrder(models.Order, checkout._id, state, { session, set: { failure } });
  if (!order) return null;
  await events.append(session, stateChangeOf(order));
  // A checkout that came to its end was paid: whoever cancels then does not want the goods.
  if (isStep(checkout.state)) await giveBackLines(models.Cart, order.userId, toCartLines(order), session);
  await compensate(scope, checkout, order.version, compensationsFrom(checkout.state), session);
  return order;
}

/** Asks for these to be undone, the first time or again: who is asked twice says again that it is done. */
export async function compensate(
  { models, events, parts }: OrdersScope,
  checkout: CheckoutDocument,
  orderVersion: number,
  what: readonly CompensationName[],
  session: ClientSession,
): Promise<void> {
  const to = what.length > 0 ? 'COMPENSATING' : 'COMPENSATED';
  const awaiting = what.map((name) => COMPENSATIONS[name].done);
  const patienceMs = what.length > 0 ? COMPENSATION_PATIENCE * parts.stepTimeMs : null;
  await moveCheckout(models.Checkout, checkout, { to, patienceMs, awaiting }, session);
  for (const name of what) {
    const { asks } = COMPENSATIONS[name];
    await events.append(session, {
      type: asks,
      aggregateId: checkout._id,
      aggregateVersion: orderVersion,
      data: {},
    });
  }
}

// The cart did not leave behind when each product was first put into it: not later than this.
function toCartLines({ lines, placedAt }: OrderDocument) {
  return lines.map(({ productId, quantity }) => ({ productId, quantity, addedAt: placedAt }));
}
