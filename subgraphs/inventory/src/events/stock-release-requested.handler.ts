import { stockReleaseRequested } from '@orrery/contracts';
import { onEvent } from '@orrery/kit';
import { releaseStock } from '../commands/release-stock.command.js';
import type { InventoryScope } from '../context.js';

/** Gives back what an order was promised, now and for good. */
export const stockReleaseWasRequested = onEvent(stockReleaseRequested, {
  consumer: 'release-stock',
  handle: async (scope: InventoryScope, { envelope }, session) => {
    await releaseStock(scope, { orderId: envelope.subject }, session);
    await scope.events.append(session, {
      type: 'inventory.stock-released',
      aggregateId: envelope.subject,
      aggregateVersion: envelope.aggregateversion,
      data: {},
    });
  },
});
