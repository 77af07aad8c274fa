import { z } from 'zod';
import { defineEvent } from './event-definition.js';

/** An order went to another state; its version was raised by one. */
export const orderStateChanged = defineEvent({
  type: 'order.state-changed',
  aggregate: 'Order',
  source: 'orders',
  consumers: ['inventory', 'reviews'],
  live: true,
  versions: [
    z.object({
      userId: z.string(),
      state: z.string(),
      /** The products of its lines, each once. */
      productIds: z.array(z.string()),
      at: z.iso.datetime(),
    }),
  ],
});
