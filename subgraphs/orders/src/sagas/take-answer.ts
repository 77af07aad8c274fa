import type { ClientSession } from 'mongoose';
import { stateChangeOf } from '../commands/state-change-event.js';
import type { OrdersScope } from '../context.js';
import { type Answer, judge } from '../domain/checkout-answer.js';
import { CHECKOUT_STEPS, type CheckoutStep, isStep } from '../domain/checkout-machine.js';
import type { CheckoutDocument } from '../models/checkout.model.js';
import { moveCheckout, strikeAnswer } from '../models/checkout-updates.js';
import type { OrderDocument } from '../models/order.model.js';
import { moveOrder, setPrices } from '../models/order-transitions.js';
import { requestOf } from './checkout-requests.js';
import { endEarly } from './end-early.js';

/**
 * Leads an order's checkout on by an answer, in the transaction in which the answer is remembered. Any instance can: all that
 * is known of a checkout is in the database. An answer to a step that the checkout has left changes nothing: what it tells of
 * is undone by what was asked when the step was left.
 */
export async function takeAnswer(
  scope: OrdersScope,
  orderId: string,
  answer: Answer,
  session: ClientSession,
): Promise<void> {
  const { Checkout, Order } = scope.models;
  const checkout = await Checkout.findById(orderId, null, { session }).lean<CheckoutDocument>();
  if (!checkout) throw new Error(`order ${orderId} has no checkout`);
  if (checkout.state === 'COMPENSATING') {
    await strikeAnswer(Checkout, orderId, answer.type, session);
    return;
  }
  if (!isStep(checkout.state)) return;
  const step = CHECKOUT_STEPS[checkout.state];
  if (answer.type !== step.done && answer.type !== step.refused) return;
  const order = await Order.findById(orderId, null, { session }).lean<OrderDocument>();
  if (!order) throw new Error(`there is no order ${orderId}`);
  const { lines } = order;
  const { prices, failure } = judge(answer, { lines, expectedTotal: checkout.expectedTotal });
  const priced = prices ? await setPrices(Order, order, prices, session) : order;
  if (failure) {
    const ended = await endEarly(scope, checkout, { state: 'FAILED', failure }, session);
    if (!ended) throw new Error(`order ${orderId} and its checkout disagree`);
    return;
  }
  await goOn(scope, checkout, step, priced, session);
}

async function goOn(
  { models, events, parts }: OrdersScope,
  checkout: CheckoutDocument,
  { next, orderState }: CheckoutStep,
  order: OrderDocument,
  session: ClientSession,
): Promise<void> {
  const moved = orderState ? await moveOrder(models.Order, order._id, orderState, { session }) : order;
  if (!moved) throw new Error(`order ${order._id} cannot become ${orderState}`);
  if (orderState) await events.append(session, stateChangeOf(moved));
  const patience = next === 'COMPLETED' ? null : CHECKOUT_STEPS[next].patience * parts.stepTimeMs;
  await moveCheckout(models.Checkout, checkout, { to: next, patienceMs: patience }, session);
  if (next !== 'COMPLETED') {
    await events.append(session, requestOf(next, checkout, moved, parts.stepTimeMs));
  }
}
