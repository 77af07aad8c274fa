import { z } from 'zod';
import { defineEvent } from './event-definition.js';

/** A cart that holds something was not touched for a while: its customer may like to be reminded. */
export const cartAbandoned = defineEvent({
  type: 'cart.abandoned',
  aggregate: 'Cart',
  source: 'orders',
  consumers: ['accounts'],
  versions: [
    z.object({
      userId: z.string(),
      /** What it holds: products, and how many of each. */
      lines: z.array(z.object({ productId: z.string(), quantity: z.int().min(1) })).min(1),
      /** When it was last changed. */
      touchedAt: z.iso.datetime(),
    }),
  ],
});
