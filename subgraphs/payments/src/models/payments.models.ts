import type { Connection } from 'mongoose';
import { paymentModel } from './payment.model.js';
import { paymentOrderModel } from './payment-order.model.js';
import { refundModel } from './refund.model.js';

/** The payments service's models on one connection. */
export function paymentsModels(connection: Connection) {
  return {
    Payment: paymentModel(connection),
    PaymentOrder: paymentOrderModel(connection),
    Refund: refundModel(connection),
  };
}

/** What {@link paymentsModels} makes. */
export type PaymentsModels = ReturnType<typeof paymentsModels>;
