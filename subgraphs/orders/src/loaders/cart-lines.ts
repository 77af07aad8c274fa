import { ROWS_PER_REPLY } from '@orrery/kit';
import DataLoader from 'dataloader';
import type { Model } from 'mongoose';
import type { CartDocument, CartLineDocument } from '../models/cart.model.js';

/**
 * A DataLoader from a cart line's id to the line: one result per key, in the keys' order, null for absent. One `find`
 * for all keys of one tick; lines of carts that are not `visible` are as absent.
 */
export function loadCartLines(
  model: Model<CartDocument>,
  visible: (cart: CartDocument) => boolean,
): DataLoader<string, CartLineDocument | null> {
  return new DataLoader<string, CartLineDocument | null>(async (ids) => {
    const carts = await model
      .find({ 'lines._id': { $in: [...ids] } }, null, { batchSize: ROWS_PER_REPLY })
      .lean<CartDocument[]>();
    const lines = carts.filter(visible).flatMap((cart) => cart.lines);
    const byId = new Map(lines.map((line) => [line._id, line]));
    return ids.map((id) => byId.get(id) ?? null);
  });
}
