import type { ClientSession, Model } from 'mongoose';
import { stateAfterRefund, statesFor } from '../domain/payment-state.js';
import type { ProviderDecision } from '../domain/provider.js';
import type { PaymentDocument } from './payment.model.js';
import type { PaymentsModels } from './payments.models.js';
import type { RefundDocument } from './refund.model.js';

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
 * Ends a pending refund as the provider's answer says, and what its payment has given back with it: part of one
 * transaction.
 * @returns the refund after; null when somebody else has ended it
 */
export async function endRefund(
  { Refund, Payment }: PaymentsModels,
  refund: RefundDocument,
  answer: ProviderDecision,
  session: ClientSession,
): Promise<RefundDocument | null> {
  const at = new Date();
  const succeeded = answer.outcome === 'APPROVED';
  const ended = await Refund.findOneAndUpdate(
    { _id: refund._id, state: 'PENDING' },
    {
      $set: {
        state: succeeded ? 'SUCCEEDED' : 'FAILED',
        dueAt: null,
        declineReason: answer.outcome === 'DECLINED' ? answer.reason : null,
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
