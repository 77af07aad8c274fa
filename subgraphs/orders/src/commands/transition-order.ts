import { RequestError } from '@orrery/runtime';
import type { OrdersScope } from '../context.js';
import type { OrderState } from '../domain/order-state.js';
import type { OrderDocument } from '../models/order.model.js';
import { moveOrder } from '../models/order-transitions.js';
import { stateChangeOf } from './state-change-event.js';

/** Why an order was not taken to another state: no step leads there from the state that it is in. */
export class RefusedTransition {
  constructor(readonly order: OrderDocument) {}
}

/**
 * Takes an order to another state, tells the other services of it, and who watches it.
 * @throws RequestError NOT_FOUND when there is no such order
 */
export async function transitionOrder(
  { models: { Order }, live, events, transaction }: OrdersScope,
  id: string,
  to: OrderState,
): Promise<OrderDocument | RefusedTransition> {
  const moved = await transaction(async (session) => {
    const order = await moveOrder(Order, id, to, { session });
    if (order) await events.append(session, stateChangeOf(order));
    return order;
  });
  if (moved) {
    live.publish('orderUpdated', moved);
    return moved;
  }
  const order = await Order.findById(id).lean<OrderDocument>();
  if (!order) throw new RequestError('NOT_FOUND', 'There is no order with this id.');
  return new RefusedTransition(order);
}
