import type { ClientSession, Model } from 'mongoose';
import type { CheckoutAnswer, CheckoutState } from '../domain/checkout-machine.js';
import type { CheckoutDocument } from './checkout.model.js';

/** Where a checkout goes, and for how long it may stay there. */
export interface CheckoutMove {
  readonly to: CheckoutState;
  /** Null: for good. */
  readonly patienceMs: number | null;
  /** The answers that it waits for, when they are several. @default none */
  readonly awaiting?: readonly CheckoutAnswer[];
}

/** Takes a checkout from the state that it was read in to another. @throws Error when it is not in that state any more */
export async function moveCheckout(
  model: Model<CheckoutDocument>,
  { _id, state }: Pick<CheckoutDocument, '_id' | 'state'>,
  { to, patienceMs, awaiting = [] }: CheckoutMove,
  session: ClientSession,
): Promise<void> {
  const now = Date.now();
  const deadlineAt = patienceMs === null ? null : new Date(now + patienceMs);
  const { matchedCount } = await model.updateOne(
    { _id, state },
    { $set: { state: to, awaiting: [...awaiting], deadlineAt, updatedAt: new Date(now) } },
    { session },
  );
  if (matchedCount !== 1) throw new Error(`the checkout of ${_id} is not ${state} any more`);
}

/** Strikes an answer off those that a compensation waits for, and ends it with the last one. */
export async function strikeAnswer(
  model: Model<CheckoutDocument>,
  id: string,
  answer: CheckoutAnswer,
  session: ClientSession,
): Promise<void> {
  const struck = await model
    .findOneAndUpdate(
      { _id: id, state: 'COMPENSATING', awaiting: answer },
      { $pull: { awaiting: answer }, $set: { updatedAt: new Date() } },
      { session, returnDocument: 'after' },
    )
    .lean<CheckoutDocument>();
  if (struck?.awaiting.length !== 0) return;
  await moveCheckout(model, struck, { to: 'COMPENSATED', patienceMs: null }, session);
}
