import { requireScopes } from '@orrery/kit';
import type { OrdersCommand } from '../context.js';
import type { OrderDocument } from '../models/order.model.js';
import { RefusedTransition, transitionOrder } from './transition-order.js';

/**
 * Records that a confirmed order left the warehouse.
 * @throws RequestError NOT_FOUND when there is no such order
 */
export const shipOrder: OrdersCommand<{ id: string }, OrderDocument | RefusedTransition> = async (
  scope,
  { id },
) => {
  requireScopes(scope.caller, [['orders:ship']]);
  return transitionOrder(scope, id, 'SHIPPED');
};
