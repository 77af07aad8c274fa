import type { NewEvent } from '@orrery/kit';
import { CHECKOUT_STEPS, type CheckoutStepName, PATIENCE_UNTIL_KEPT } from '../domain/checkout-machine.js';
import type { CheckoutDocument } from '../models/checkout.model.js';
import type { OrderDocument } from '../models/order.model.js';

// A reservation is held a little longer than the saga may take to ask for it to be kept: clocks differ.
const HOLD_MARGIN_MS = 60_000;

/** What a step asks of another service. @throws Error when the order has no prices yet and the step needs them */
export function requestOf(
  step: CheckoutStepName,
  checkout: CheckoutDocument,
  order: OrderDocument,
  stepTimeMs: number,
): NewEvent {
  const about = { aggregateId: order._id, aggregateVersion: order.version };
  const { asks } = CHECKOUT_STEPS[step];
  switch (asks) {
    case 'checkout.prices-requested':
      return { ...about, type: asks, data: { productIds: order.lines.map(({ productId }) => productId) } };
    case 'checkout.stock-requested':
      return {
        ...about,
        type: asks,
        data: {
          lines: order.lines.map(({ productId, quantity }) => ({ productId, quantity })),
          country: order.shippingAddress.country,
          heldUntil: new Date(Date.now() + PATIENCE_UNTIL_KEPT * stepTimeMs + HOLD_MARGIN_MS).toISOString(),
        },
      };
    case 'checkout.payment-requested': {
      const { total, userId } = order;
      if (!total || !checkout.paymentMethod) throw new Error(`order ${order._id} cannot be paid yet`);
      const { amountMinor, currency } = total;
      return {
        ...about,
        type: asks,
        data: { userId, amountMinor, currency, paymentMethod: checkout.paymentMethod },
      };
    }
    default:
      return { ...about, type: asks, data: {} };
  }
}
