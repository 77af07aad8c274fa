import { paymentCancelRequested } from '@orrery/contracts';
import { onEvent } from '@orrery/kit';
import { closeOrderPayments } from '../commands/close-order-payments.js';
import type { PaymentsScope } from '../context.js';

/** Has a cancelled order's money let go of or given back. */
export const onPaymentCancelRequested = onEvent(paymentCancelRequested, {
  consumer: 'checkout-payment-cancel',
  handle: (scope: PaymentsScope, { envelope }, session) =>
    closeOrderPayments(scope, { orderId: envelope.subject, version: envelope.aggregateversion }, session),
});
