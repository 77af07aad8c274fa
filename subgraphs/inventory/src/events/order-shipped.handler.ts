import { orderStateChanged } from '@orrery/contracts';
import { onEvent } from '@orrery/kit';
import { fulfilReservation } from '../commands/fulfil-reservation.command.js';
import type { InventoryScope } from '../context.js';

/** Lets the units of a shipped order leave the warehouses. Orders from before there were reservations have none. */
export const orderShipped = onEvent(orderStateChanged, {
  consumer: 'fulfil-reservations',
  handle: async (scope: InventoryScope, { data, envelope }, session) => {
    if (data.state === 'SHIPPED') await fulfilReservation(scope, { orderId: envelope.subject }, session);
  },
});
