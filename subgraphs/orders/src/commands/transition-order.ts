import { RequestError } from '@orrery/runtime';
import type { OrdersScope } from '../context.js';
import { CHECKOUT_STEPS, type CheckoutStepName } from '../domain/checkout-machine.js';
import type { OrderState } from '../domain/order-state.js';
import type { OrderDocument } from '../models/order.model.js';
import { moveOrder } from '../models/order-transitions.js';
import { stateChangeOf } from './state-change-event.js';

/** Why an order was not taken to another state: no step leads there, or its checkout has still to end. */
export class RefusedTransition {
  constructor(
    readonly order: OrderDocument,
    readonly reason: 'STATE' | 'CHECKOUT_UNDERWAY',
  ) {}
}

const STEPS = Object.keys(CHECKOUT_STEPS) as CheckoutStepName[];

/**
 * Takes an order to another state, and tells the other services of it, and who watches it. An order whose checkout has not
 * come to its end (its money is not taken yet) goes nowhere.
 * @throws RequestError NOT_FOUND when there is no such order
 */
export async function transitionOrder(
  { models: { Order, Checkout }, events, transaction }: OrdersScope,
  id: string,
  to: OrderState,
): Promise<OrderDocument | RefusedTransition> {
  const moved = await transaction(async (session) => {
    // A checkout that has ended is changed only together with its order: what is read here holds until the commit.
    const underway = { _id: id, state: { $in: STEPS } };
    if (await Checkout.exists(underway).session(session)) return 'CHECKOUT_UNDERWAY';
    const order = await moveOrder(Order, id, to, { session });
    if (order) await events.append(session, stateChangeOf(order));
    return order ?? 'STATE';
  });
  if (typeof moved === 'object') return moved;
  const order = await Order.findById(id).lean<OrderDocument>();
  if (!order) throw new RequestError('NOT_FOUND', 'There is no order with this id.');
  return new RefusedTransition(order, moved);
}
