import { requireScopes } from '@orrery/kit';
import type { OrdersCommand } from '../context.js';
import type { OrderDocument } from '../models/order.model.js';
import { type RefusedTransition, transitionOrder } from './transition-order.js';

/**
 * Records that a shipped order arrived.
 * @throws RequestError NOT_FOUND when there is no such order
 */
export const deliverOrder: OrdersCommand<{ id: string }, OrderDocument | RefusedTransition> = async (
  scope,
  { id },
) => {
  requireScopes(scope.caller, [['orders:ship']]);
  return transitionOrder(scope, id, 'DELIVERED');
};
