import { stockKeepRequested } from '@orrery/contracts';
import { onEvent } from '@orrery/kit';
import { keepStock } from '../commands/keep-stock.command.js';
import type { InventoryScope } from '../context.js';

/** Keeps what an order was promised until it is shipped or released, unless that expired already. */
export const stockKeepWasRequested = onEvent(stockKeepRequested, {
  consumer: 'keep-stock',
  handle: async (scope: InventoryScope, { envelope }, session) => {
    const isKept = await keepStock(scope, { orderId: envelope.subject }, session);
    await scope.events.append(session, {
      type: isKept ? 'inventory.stock-kept' : 'inventory.stock-lost',
      aggregateId: envelope.subject,
      aggregateVersion: envelope.aggregateversion,
      data: {},
    });
  },
});
