import { type Backoff, delayAfter } from '@orrery/kit';
import { failpoint } from '@orrery/runtime';
import type { PaymentsScope } from '../context.js';
import type { ProviderAnswer } from '../domain/provider.js';
import { refundRetryDelay } from '../domain/refund-retries.js';
import { postpone } from '../models/due-work.js';
import type { PaymentDocument } from '../models/payment.model.js';
import { endOperation, type PendingOperation } from '../models/payment-updates.js';
import { attemptOf, type RefundDocument } from '../models/refund.model.js';
import { endRefund } from '../models/refund-updates.js';
import { CANCEL_KEY } from './ask-provider.js';
import { advanceClosing } from './close-order-payments.js';
import { awaitedReply, replyToOrder } from './reply-to-order.js';

// How long after an ask without an answer the next one comes: without end, for nothing but an answer ends an operation.
const BACKOFF: Backoff = { firstMs: 200, maxMs: 10_000 };

/** When somebody else may ask for what this process is about to ask for. */
export function leaseEnd({ parts }: PaymentsScope): Date {
  return new Date(Date.now() + parts.askLeaseMs);
}

/**
 * Ends what a payment has pending as the provider has decided; in the same transaction whoever waits for it is answered, and
 * an order that is closed goes on. Without an answer it is put off, and asked for again.
 * @returns the payment after; null without an answer, or when somebody else has ended the operation
 */
export async function settleOperation(
  scope: PaymentsScope,
  payment: PaymentDocument,
  operation: PendingOperation,
  answer: ProviderAnswer,
): Promise<PaymentDocument | null> {
  const { Payment } = scope.models;
  if (answer.outcome === 'UNKNOWN') {
    await postpone(Payment, payment, delayAfter(Math.max(payment.asks, 1), BACKOFF));
    return null;
  }
  await failpoint('provider.answered');
  return scope.transaction(async (session) => {
    const ended = await endOperation(Payment, payment._id, operation, answer, session);
    if (!ended) return null;
    const { before, after } = ended;
    const reason = answer.outcome === 'DECLINED' ? answer.reason : undefined;
    // Payments that were written before checkout was have none.
    for (const awaited of before.awaited ?? []) {
      const to = { orderId: after.orderId, version: awaited.version };
      await replyToOrder(scope, session, to, awaitedReply(awaited, after, reason));
    }
    await advanceClosing(scope, after.orderId, session);
    return after;
  });
}

/**
 * Ends a pending refund likewise. One that the provider declined stays as failed, for finance to see and to try again; what a
 * cancelled order needs given back, for which nobody waits, is tried again by itself too.
 * @returns the refund after; null as {@link settleOperation}
 */
export async function settleRefund(
  scope: PaymentsScope,
  { orderId }: PaymentDocument,
  refund: RefundDocument,
  answer: ProviderAnswer,
): Promise<RefundDocument | null> {
  if (answer.outcome === 'UNKNOWN') {
    await postpone(scope.models.Refund, refund, delayAfter(Math.max(refund.asks, 1), BACKOFF));
    return null;
  }
  await failpoint('provider.answered');
  const delayMs = refund.idempotencyKey === CANCEL_KEY ? refundRetryDelay(attemptOf(refund)) : null;
  const retryAt = delayMs === null ? null : new Date(Date.now() + delayMs);
  const settled = await scope.transaction(async (session) => {
    const ended = await endRefund(scope.models, refund, answer, retryAt, session);
    if (ended) await advanceClosing(scope, orderId, session);
    return ended;
  });
  if (settled?.state === 'FAILED') {
    const { _id, paymentId, declineReason: reason, attempts } = settled;
    const facts = { refund: _id, payment: paymentId, order: orderId, reason, attempts, retryAt };
    scope.log.error(facts, 'the provider declined a refund: finance finds it by refunds(state: FAILED)');
  }
  return settled;
}
