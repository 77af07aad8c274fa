import type { ClientSession, Model } from 'mongoose';
import type { ReminderWindow } from '../domain/cart-reminder.js';
import type { CartDocument } from './cart.model.js';

/** A cart at a moment: when it is touched, it is another. */
export type CartState = Pick<CartDocument, '_id' | 'updatedAt'>;

const HOLDS_SOMETHING = { 'lines.0': { $exists: true } } as const;

/** The carts that are to be reminded of, those first that were left first. */
export function cartsToRemindOf(
  model: Model<CartDocument>,
  { touchedAfter, touchedUntil, remindedUntil }: ReminderWindow,
): AsyncIterable<CartState> {
  return model
    .find(
      {
        ...HOLDS_SOMETHING,
        updatedAt: { $gt: touchedAfter, $lte: touchedUntil },
        remindedAt: { $not: { $gt: remindedUntil } },
        $expr: { $ne: ['$remindedOf', '$updatedAt'] },
      },
      { updatedAt: 1 },
    )
    .sort({ updatedAt: 1 })
    .lean<CartState>()
    .cursor();
}

/**
 * Marks a cart as reminded of, by one conditional update: of two at once, one finds it marked.
 * @returns the cart after; null when it was touched, emptied or reminded of meanwhile
 */
export function markReminded(
  model: Model<CartDocument>,
  { _id, updatedAt }: CartState,
  { remindedUntil }: ReminderWindow,
  now: Date,
  session: ClientSession,
): Promise<CartDocument | null> {
  return model
    .findOneAndUpdate(
      {
        _id,
        ...HOLDS_SOMETHING,
        updatedAt,
        remindedAt: { $not: { $gt: remindedUntil } },
        remindedOf: { $ne: updatedAt },
      },
      { $set: { remindedAt: now, remindedOf: updatedAt }, $inc: { reminders: 1 } },
      { session, returnDocument: 'after' },
    )
    .lean<CartDocument>()
    .exec();
}
