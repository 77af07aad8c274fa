import { newId } from '@orrery/contracts';
import { isDuplicateKey } from '@orrery/kit';
import type { ClientSession, Model } from 'mongoose';
import { linesToGiveBack, MAX_CART_LINES, MAX_LINE_QUANTITY } from '../domain/cart.js';
import type { CartDocument, CartLineDocument } from './cart.model.js';

// Each function below is one conditional update of one document, or part of a transaction: what is sent at the same time cannot make a second
// cart, a second line of one product, or a line past its limit. Null when the condition does not hold.

/** Adds to the line of a product, up to {@link MAX_LINE_QUANTITY}. */
export function raiseLine(
  model: Model<CartDocument>,
  userId: string,
  productId: string,
  quantity: number,
): Promise<CartDocument | null> {
  const roomy = { productId, quantity: { $lte: MAX_LINE_QUANTITY - quantity } };
  return change(
    model,
    { userId, lines: { $elemMatch: roomy } },
    { $inc: { 'lines.$.quantity': quantity }, $set: { updatedAt: new Date() } },
  );
}

/** Adds a line of a product that has none, up to {@link MAX_CART_LINES}; makes the cart when there is none. */
export async function appendLine(
  model: Model<CartDocument>,
  userId: string,
  productId: string,
  quantity: number,
): Promise<CartDocument | null> {
  const now = new Date();
  const line = { _id: newId('CartLine'), productId, quantity, addedAt: now };
  try {
    return await model
      .findOneAndUpdate(
        {
          userId,
          'lines.productId': { $ne: productId },
          [`lines.${MAX_CART_LINES - 1}`]: { $exists: false },
        },
        { $push: { lines: line }, $set: { updatedAt: now }, $setOnInsert: { _id: newId('Cart') } },
        { upsert: true, returnDocument: 'after' },
      )
      .lean<CartDocument>();
  } catch (error) {
    // The user has a cart, and the condition does not hold for it: the insert met the unique index.
    if (isDuplicateKey(error)) return null;
    throw error;
  }
}

/** Sets the quantity of a line. */
export function setLine(
  model: Model<CartDocument>,
  userId: string,
  lineId: string,
  quantity: number,
): Promise<CartDocument | null> {
  return change(
    model,
    { userId, lines: { $elemMatch: { _id: lineId } } },
    { $set: { 'lines.$.quantity': quantity, updatedAt: new Date() } },
  );
}

/** Takes a line out. */
export function pullLine(
  model: Model<CartDocument>,
  userId: string,
  lineId: string,
): Promise<CartDocument | null> {
  return change(
    model,
    { userId, 'lines._id': lineId },
    { $pull: { lines: { _id: lineId } }, $set: { updatedAt: new Date() } },
  );
}

/** Takes all lines out. Null when the user has no cart. */
export function pullAllLines(model: Model<CartDocument>, userId: string): Promise<CartDocument | null> {
  return change(model, { userId }, { $set: { lines: [], updatedAt: new Date() } });
}

/** Takes all lines out, as part of a transaction. @returns the cart as it was; null when the user has no such cart */
export function takeAllLines(
  model: Model<CartDocument>,
  cartId: string,
  userId: string,
  session: ClientSession,
): Promise<CartDocument | null> {
  return model
    .findOneAndUpdate(
      { _id: cartId, userId },
      { $set: { lines: [], updatedAt: new Date() } },
      { returnDocument: 'before', session },
    )
    .lean<CartDocument>()
    .exec();
}

/**
 * Puts lines back in, before those that came meanwhile, as part of a transaction: {@link linesToGiveBack} says which. Makes the
 * cart when there is none. A cart that is changed at the same time rolls the transaction back, to be tried again.
 */
export async function giveBackLines(
  model: Model<CartDocument>,
  userId: string,
  ordered: readonly Omit<CartLineDocument, '_id'>[],
  session: ClientSession,
): Promise<void> {
  const cart = await model.findOne({ userId }, null, { session }).lean<CartDocument>();
  const inCart = cart?.lines ?? [];
  const back = linesToGiveBack(ordered, inCart);
  if (back.length === 0) return;
  const lines = [
    ...back.map(({ productId, quantity, addedAt }) => ({
      _id: newId('CartLine'),
      productId,
      quantity,
      addedAt,
    })),
    ...inCart,
  ];
  await model.updateOne(
    { userId },
    { $set: { lines, updatedAt: new Date() }, $setOnInsert: { _id: newId('Cart') } },
    { upsert: true, session },
  );
}

function change(
  model: Model<CartDocument>,
  filter: Record<string, unknown>,
  update: Record<string, unknown>,
): Promise<CartDocument | null> {
  return model
    .findOneAndUpdate(filter, update as never, { returnDocument: 'after' })
    .lean<CartDocument>()
    .exec();
}
