import { captureRequested } from '@orrery/contracts';
import { NotNow, onEvent } from '@orrery/kit';
import { captureDeclined, captured, replyToOrder } from '../commands/reply-to-order.js';
import type { PaymentsScope } from '../context.js';
import type { PaymentDocument } from '../models/payment.model.js';
import { awaitReply, beginOperation } from '../models/payment-updates.js';

/** Begins to take the money that was set aside: a worker asks the provider, and answers with what it says. */
export const onCaptureRequested = onEvent(captureRequested, {
  consumer: 'checkout-capture',
  handle: async (scope: PaymentsScope, { envelope }, session) => {
    const { Payment, PaymentOrder } = scope.models;
    const to = { orderId: envelope.subject, version: envelope.aggregateversion };
    const awaited = { to: 'CAPTURE', version: to.version } as const;
    const payment = await Payment.findOne({ orderId: to.orderId, live: true }, null, {
      session,
    }).lean<PaymentDocument>();
    // One that nothing is known of yet is none: whoever asks was not told that there is money to take.
    if (!payment || payment.closing || payment.state === 'PENDING') {
      const order = await PaymentOrder.findById(to.orderId, null, { session }).lean();
      const reason = order?.closed ? 'ORDER_CANCELLED' : 'NOT_PROCESSED';
      return replyToOrder(scope, session, to, captureDeclined(reason));
    }
    if (payment.pending === 'CAPTURE') return awaitReply(Payment, payment._id, awaited, session);
    if (payment.pending) throw new NotNow(`the outcome of ${payment.pending} is not known yet`);
    if (payment.state !== 'AUTHORIZED') return replyToOrder(scope, session, to, captured(payment));
    await beginOperation(Payment, payment._id, 'CAPTURE', { dueAt: new Date(), awaited, session });
  },
});
