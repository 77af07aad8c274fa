import { paymentRequested } from '@orrery/contracts';
import { onEvent } from '@orrery/kit';
import { newPayment } from '../commands/new-payment.js';
import { authorizationReply, declined, replyToOrder } from '../commands/reply-to-order.js';
import type { PaymentsScope } from '../context.js';
import { mayBegin } from '../models/payment-order.model.js';
import { awaitReply } from '../models/payment-updates.js';

/** Begins the payment of an order: a worker asks the provider, and answers with what it says. */
export const onPaymentRequested = onEvent(paymentRequested, {
  consumer: 'checkout-payment',
  handle: async (scope: PaymentsScope, { data, envelope }, session) => {
    const { Payment, PaymentOrder } = scope.models;
    const { userId, amountMinor, currency, paymentMethod } = data;
    const to = { orderId: envelope.subject, version: envelope.aggregateversion };
    const awaited = { to: 'AUTHORIZE', version: to.version } as const;
    const authorizationKey = `checkout:${to.orderId}`;
    if (!(await mayBegin(PaymentOrder, to.orderId, session))) {
      return replyToOrder(scope, session, to, declined('ORDER_CANCELLED'));
    }
    const earlier = await Payment.findOne({ authorizationKey }, null, { session }).lean();
    if (earlier?.pending === 'AUTHORIZE') return awaitReply(Payment, earlier._id, awaited, session);
    if (earlier) return replyToOrder(scope, session, to, authorizationReply(earlier));
    // Finance has had it paid on the telephone.
    const other = await Payment.findOne({ orderId: to.orderId, live: true }, null, { session }).lean();
    if (other) return replyToOrder(scope, session, to, declined('ALREADY_PAID'));
    const amount = { amountMinor, currency };
    const facts = { orderId: to.orderId, userId, amount, card: null, paymentMethod, authorizationKey };
    await Payment.create([newPayment({ ...facts, awaited: [awaited] }, new Date())], { session });
  },
});
