import type { Model } from 'mongoose';
import type { PaymentDocument } from './payment.model.js';
import type { RefundDocument } from './refund.model.js';

type Due = PaymentDocument | RefundDocument;

/**
 * Takes what has waited longest for the provider to be asked, for `leaseMs`: so long nobody else takes it, and should this
 * process die, somebody else does after. Null when nothing is due.
 */
export async function claimDue<T extends Due>(model: Model<T>, leaseMs: number): Promise<T | null> {
  const now = Date.now();
  return model
    .findOneAndUpdate(
      { dueAt: { $lte: new Date(now) } },
      { $set: { dueAt: new Date(now + leaseMs) }, $inc: { asks: 1 } },
      { sort: { dueAt: 1 }, returnDocument: 'after' },
    )
    .lean<T>();
}

/** Puts off what was taken and got no answer; does nothing when somebody else has taken it meanwhile, or ended it. */
export async function postpone<T extends Due>(
  model: Model<T>,
  { _id, dueAt }: Pick<Due, '_id' | 'dueAt'>,
  delayMs: number,
): Promise<void> {
  await model.updateOne({ _id, dueAt }, { $set: { dueAt: new Date(Date.now() + delayMs) } });
}
