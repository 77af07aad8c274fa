import type { ClientSession, Model } from 'mongoose';
import { stateAfterRefund, statesFor } from '../domain/payment-state.js';
import type { ProviderDecision } from '../domain/provider.js';
import type { PaymentDocument } from './payment.model.js';
import type { PaymentsModels } from './payments.models.js';
import { attemptOf, type RefundDocument } from './refund.model.js';

/**
 * Sets an amount aside for a refund, by one conditional update.
 * @returns the payment after; null when its state does not allow it, or less than that is left of what was captured
 */
export async function holdForRefund(
  model: Model<PaymentDocument>,
  id: string,
  amountMinor: number,
  session: ClientSession,
): Promise<PaymentDocument | null> {
  const taken = { $add: ['$refundedMinor', '$refundingMinor', amountMinor] };
  return model
    .findOneAndUpdate(
      { _id: id, state: { $in: statesFor('REFUND') }, $expr: { $lte: [taken, '$capturedMinor'] } },
      { $inc: { refundingMinor: amountMinor }, $set: { updatedAt: new Date() } },
      { returnDocument: 'after', session },
    )
    .lean<PaymentDocument>();
}

/**
 * Begins another attempt at a refund that the provider declined, with its amount set aside anew: part of one transaction. An
 * attempt is known to the provider by a key of its own, and begins only when the one before has its no: money is given back once.
 * @param dueAt when the provider is asked, unless whoever begins it gets an answer before
 * @returns the refund after; null, with nothing changed, when it has not failed, or less than its amount is left of what was
 * captured
 */
export async function reopenRefund(
  { Refund, Payment }: PaymentsModels,
  id: string,
  dueAt: Date,
  session: ClientSession,
): Promise<RefundDocument | null> {
  const refund = await Refund.findOne({ _id: id, state: 'FAILED' }, null, { session }).lean<RefundDocument>();
  if (!refund) return null;
  const held = await holdForRefund(Payment, refund.paymentId, refund.amount.amountMinor, session);
  if (!held) return null;
  const reopened = await Refund.findOneAndUpdate(
    { _id: id, state: 'FAILED', ...sameAttempt(refund) },
    {
      $set: {
        state: 'PENDING',
        attempts: attemptOf(refund) + 1,
        dueAt,
        asks: 0,
        declineReason: null,
        retryAt: null,
        updatedAt: new Date(),
      },
    },
    { returnDocument: 'after', session },
  ).lean<RefundDocument>();
  if (!reopened) throw new Error(`refund ${id} was changed meanwhile`);
  return reopened;
}

/**
 * Ends a pending refund as the provider's answer to its attempt says, and what its payment has given back with it: part of one
 * transaction.
 * @param retryAt when it is tried again by itself, if the answer is no; null for never
 * @returns the refund after; null when somebody else has ended the attempt
 */
export async function endRefund(
  { Refund, Payment }: PaymentsModels,
  refund: RefundDocument,
  answer: ProviderDecision,
  retryAt: Date | null,
  session: ClientSession,
): Promise<RefundDocument | null> {
  const at = new Date();
  const succeeded = answer.outcome === 'APPROVED';
  const ended = await Refund.findOneAndUpdate(
    { _id: refund._id, state: 'PENDING', ...sameAttempt(refund) },
    {
      $set: {
        state: succeeded ? 'SUCCEEDED' : 'FAILED',
        dueAt: null,
        declineReason: answer.outcome === 'DECLINED' ? answer.reason : null,
        retryAt: succeeded ? null : retryAt,
        updatedAt: at,
      },
    },
    { returnDocument: 'after', session },
  ).lean<RefundDocument>();
  if (!ended) return null;
  const { amountMinor } = refund.amount;
  const payment = await Payment.findOneAndUpdate(
    { _id: refund.paymentId },
    {
      $inc: { refundingMinor: -amountMinor, refundedMinor: succeeded ? amountMinor : 0 },
      $set: { updatedAt: at },
    },
    { returnDocument: 'after', session },
  ).lean<PaymentDocument>();
  if (!payment) throw new Error(`the payment of refund ${refund._id} is gone`);
  const state = stateAfterRefund(payment.capturedMinor, payment.refundedMinor);
  if (succeeded && state !== payment.state) {
    // The document is this transaction's own since the update above: what was read of it holds.
    await Payment.updateOne(
      { _id: payment._id },
      { $set: { state }, $push: { history: { state, at } } },
      { session },
    );
  }
  return ended;
}

// A late answer to an attempt says nothing of the next.
function sameAttempt(refund: RefundDocument) {
  const attempt = attemptOf(refund);
  return { attempts: attempt === 1 ? { $in: [1, null] } : attempt };
}
