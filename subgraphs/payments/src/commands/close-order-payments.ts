import { newId } from '@orrery/contracts';
import type { ClientSession } from 'mongoose';
import type { PaymentsScope } from '../context.js';
import type { PaymentDocument } from '../models/payment.model.js';
import { closeOrder } from '../models/payment-order.model.js';
import { beginOperation } from '../models/payment-updates.js';
import type { RefundDocument } from '../models/refund.model.js';
import { holdForRefund } from '../models/refund-updates.js';
import { CANCEL_KEY } from './ask-provider.js';
import { replyToOrder } from './reply-to-order.js';

/**
 * Has an order's money let go of or given back, however far it has come, and none taken that is asked for later. The command
 * is answered once that is done, which may be at once.
 */
export async function closeOrderPayments(
  scope: PaymentsScope,
  { orderId, version }: { orderId: string; version: number },
  session: ClientSession,
): Promise<void> {
  const { Payment, PaymentOrder } = scope.models;
  await closeOrder(PaymentOrder, orderId, version, session);
  // Written to, so that whoever ends an operation of it at the same time sees that the order is closed, or is seen here.
  await Payment.updateMany({ orderId, live: true }, { $set: { closing: true } }, { session });
  await advanceClosing(scope, orderId, session);
}

/**
 * Takes a closed order the next step towards having its money back, if it can be taken now; after the last one answers
 * whoever closed it. To be called in each transaction that ends something of an order's payments.
 */
export async function advanceClosing(
  scope: PaymentsScope,
  orderId: string,
  session: ClientSession,
): Promise<void> {
  const { Payment, PaymentOrder } = scope.models;
  const order = await PaymentOrder.findById(orderId, null, { session }).lean();
  if (!order?.closed || order.unanswered.length === 0) return;
  const payment = await Payment.findOne({ orderId, live: true }, null, { session }).lean<PaymentDocument>();
  const refundedMinor = payment ? await giveBack(scope, payment, session) : 0;
  if (refundedMinor === undefined) return;
  for (const version of order.unanswered) {
    const data = { refundedMinor };
    await replyToOrder(scope, session, { orderId, version }, { type: 'payments.payment-cancelled', data });
  }
  await PaymentOrder.updateOne({ _id: orderId }, { $set: { unanswered: [] } }, { session });
}

// Resolves to how much was given back for the cancel, or to undefined while something has no outcome yet.
async function giveBack(
  { models }: PaymentsScope,
  payment: PaymentDocument,
  session: ClientSession,
): Promise<number | undefined> {
  const { Payment, Refund } = models;
  const { _id: id, state, pending, capturedMinor, refundedMinor, refundingMinor } = payment;
  if (pending) return undefined;
  const dueAt = new Date();
  if (state === 'AUTHORIZED') {
    await beginOperation(Payment, id, 'VOID', { dueAt, session });
    return undefined;
  }
  if (refundingMinor > 0) return undefined;
  const earlier = await Refund.findOne({ paymentId: id, idempotencyKey: CANCEL_KEY }, null, {
    session,
  }).lean();
  if (earlier) return earlier.state === 'SUCCEEDED' ? earlier.amount.amountMinor : 0;
  const amountMinor = capturedMinor - refundedMinor;
  if (amountMinor === 0) return 0;
  const held = await holdForRefund(Payment, id, amountMinor, session);
  if (!held) throw new Error(`what is left of payment ${id} cannot be set aside`);
  await Refund.create([cancelRefund(payment, amountMinor, dueAt)], { session });
  return undefined;
}

function cancelRefund(
  { _id, userId, amount }: PaymentDocument,
  amountMinor: number,
  now: Date,
): RefundDocument {
  return {
    _id: newId('Refund'),
    paymentId: _id,
    userId,
    amount: { amountMinor, currency: amount.currency },
    reason: 'Order cancelled',
    idempotencyKey: CANCEL_KEY,
    state: 'PENDING',
    dueAt: now,
    asks: 0,
    attempts: 1,
    retryAt: null,
    declineReason: null,
    createdAt: now,
    updatedAt: now,
  };
}
