import { requireRole } from '@orrery/runtime';
import type { OrdersCommand } from '../context.js';
import { SHIPPERS } from '../domain/staff.js';
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
  requireRole(scope.caller, ...SHIPPERS);
  return transitionOrder(scope, id, 'SHIPPED');
};
