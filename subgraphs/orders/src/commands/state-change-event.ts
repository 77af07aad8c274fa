import type { NewEvent } from '@orrery/kit';
import type { OrderDocument } from '../models/order.model.js';

/** The event of an order's last change of state. */
export function stateChangeOf(order: OrderDocument): NewEvent<'order.state-changed'> {
  const { _id, userId, state, version, lines, history, placedAt } = order;
  return {
    type: 'order.state-changed',
    aggregateId: _id,
    aggregateVersion: version,
    data: {
      userId,
      state,
      productIds: [...new Set(lines.map(({ productId }) => productId))],
      at: (history.at(-1)?.at ?? placedAt).toISOString(),
    },
  };
}
