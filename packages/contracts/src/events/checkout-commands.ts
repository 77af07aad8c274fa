import { z } from 'zod';
import { defineEvent } from './event-definition.js';

// What the checkout saga, in orders, asks of the other services. The subject is the order; each is answered by one of the
// replies of checkout-replies.ts, whatever came before it: a release of what was never reserved is answered too.

const fromOrders = { aggregate: 'Order', source: 'orders' } as const;

/** What do these products cost, and what are they called? */
export const pricesRequested = defineEvent({
  ...fromOrders,
  type: 'checkout.prices-requested',
  consumers: ['catalog'],
  versions: [z.object({ productIds: z.array(z.string()).min(1) })],
});

/** Reserve all these lines, or none. */
export const stockRequested = defineEvent({
  ...fromOrders,
  type: 'checkout.stock-requested',
  consumers: ['inventory'],
  versions: [
    z.object({
      lines: z.array(z.object({ productId: z.string(), quantity: z.int().min(1) })).min(1),
      /** Where they go: ISO 3166-1 alpha-2. */
      country: z.string(),
      /** They are given back then, unless they are to be kept by then. */
      heldUntil: z.iso.datetime(),
    }),
  ],
});

/** Keep what was reserved until it is shipped or released. */
export const stockKeepRequested = defineEvent({
  ...fromOrders,
  type: 'checkout.stock-keep-requested',
  consumers: ['inventory'],
  versions: [z.object({})],
});

/** Give back what was reserved; and reserve nothing for this order that is asked for later. */
export const stockReleaseRequested = defineEvent({
  ...fromOrders,
  type: 'checkout.stock-release-requested',
  consumers: ['inventory'],
  versions: [z.object({})],
});

/** Set this money aside. */
export const paymentRequested = defineEvent({
  ...fromOrders,
  type: 'checkout.payment-requested',
  consumers: ['payments'],
  versions: [
    z.object({
      userId: z.string(),
      amountMinor: z.int().min(0),
      /** ISO 4217. */
      currency: z.string(),
      /** A token of the payment provider's; never a card. */
      paymentMethod: z.string(),
    }),
  ],
});

/** Take the money that was set aside. */
export const captureRequested = defineEvent({
  ...fromOrders,
  type: 'checkout.capture-requested',
  consumers: ['payments'],
  versions: [z.object({})],
});

/** Let go of the order's money, or give it back, however far it has come; and take none that is asked for later. */
export const paymentCancelRequested = defineEvent({
  ...fromOrders,
  type: 'checkout.payment-cancel-requested',
  consumers: ['payments'],
  versions: [z.object({})],
});
