import { stockRequested } from '@orrery/contracts';
import { onEvent } from '@orrery/kit';
import { OutOfStock, reserveStock } from '../commands/reserve-stock.command.js';
import type { InventoryScope } from '../context.js';

/** Reserves all lines of an order, or answers why it cannot. An order that was released before is refused without a line. */
export const stockWasRequested = onEvent(stockRequested, {
  consumer: 'reserve-stock',
  changes: ({ lines }) => lines.map(({ productId }) => productId),
  handle: async (scope: InventoryScope, { data, envelope }, session) => {
    const { lines, country, heldUntil } = data;
    const expiresAt = new Date(heldUntil);
    const made = await reserveStock(scope, { orderId: envelope.subject, lines, country, expiresAt }, session);
    const about = { aggregateId: envelope.subject, aggregateVersion: envelope.aggregateversion };
    if (made instanceof OutOfStock || made.state === 'RELEASED') {
      const short = made instanceof OutOfStock ? made.lines : [];
      const refused = short.map(({ quantity, ...line }) => ({ ...line, wanted: quantity }));
      await scope.events.append(session, {
        ...about,
        type: 'inventory.stock-refused',
        data: { lines: refused },
      });
      return;
    }
    await scope.events.append(session, {
      ...about,
      type: 'inventory.stock-reserved',
      data: { reservationId: made._id },
    });
  },
});
