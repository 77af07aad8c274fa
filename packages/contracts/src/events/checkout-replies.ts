import { z } from 'zod';
import { defineEvent } from './event-definition.js';

// What the services answer to the checkout saga. The subject is the order that was asked about.

const toOrders = { aggregate: 'Order', consumers: ['orders'] } as const;

/** What the products cost now. */
export const pricesQuoted = defineEvent({
  ...toOrders,
  type: 'catalog.prices-quoted',
  source: 'catalog',
  versions: [
    z.object({
      products: z.array(
        z.object({
          productId: z.string(),
          sku: z.string(),
          name: z.string(),
          amountMinor: z.int().min(0),
          /** ISO 4217. */
          currency: z.string(),
        }),
      ),
      /** Those of the products asked for that are not sold. */
      missing: z.array(z.string()),
    }),
  ],
});

/** All lines are reserved. */
export const stockReserved = defineEvent({
  ...toOrders,
  type: 'inventory.stock-reserved',
  source: 'inventory',
  versions: [z.object({ reservationId: z.string() })],
});

/** Nothing is reserved. */
export const stockRefused = defineEvent({
  ...toOrders,
  type: 'inventory.stock-refused',
  source: 'inventory',
  versions: [
    z.object({
      /** The lines that cannot be served; none when the order was released before it asked. */
      lines: z.array(z.object({ productId: z.string(), wanted: z.int().min(1), available: z.int().min(0) })),
    }),
  ],
});

/** What was reserved stays so until it is shipped or released. */
export const stockKept = defineEvent({
  ...toOrders,
  type: 'inventory.stock-kept',
  source: 'inventory',
  versions: [z.object({})],
});

/** What was reserved was given back before it was to be kept. */
export const stockLost = defineEvent({
  ...toOrders,
  type: 'inventory.stock-lost',
  source: 'inventory',
  versions: [z.object({})],
});

/** Nothing is reserved for the order any more. */
export const stockReleased = defineEvent({
  ...toOrders,
  type: 'inventory.stock-released',
  source: 'inventory',
  versions: [z.object({})],
});

/** The money is set aside. */
export const paymentAuthorized = defineEvent({
  ...toOrders,
  type: 'payments.payment-authorized',
  source: 'payments',
  versions: [z.object({ paymentId: z.string() })],
});

/** No money is set aside. */
export const paymentDeclined = defineEvent({
  ...toOrders,
  type: 'payments.payment-declined',
  source: 'payments',
  versions: [
    z.object({
      /** INSUFFICIENT_FUNDS, CARD_EXPIRED, ...: a DeclineReason of payments'. */
      reason: z.string(),
    }),
  ],
});

/** The money is taken. */
export const paymentCaptured = defineEvent({
  ...toOrders,
  type: 'payments.payment-captured',
  source: 'payments',
  versions: [z.object({ paymentId: z.string() })],
});

/** The money cannot be taken. */
export const captureDeclined = defineEvent({
  ...toOrders,
  type: 'payments.capture-declined',
  source: 'payments',
  versions: [z.object({ reason: z.string() })],
});

/** The order's money is let go, given back, or was never touched; and none will be. */
export const paymentCancelled = defineEvent({
  ...toOrders,
  type: 'payments.payment-cancelled',
  source: 'payments',
  versions: [
    z.object({
      /** What was given back because of it. */
      refundedMinor: z.int().min(0),
    }),
  ],
});
