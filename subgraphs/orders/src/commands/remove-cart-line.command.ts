import { requireUser } from '@orrery/runtime';
import type { OrdersCommand } from '../context.js';
import type { CartDocument } from '../models/cart.model.js';
import { pullLine } from '../models/cart-updates.js';
import { noSuchLine } from './no-such-line.js';

/**
 * Takes a line out of the caller's cart.
 * @throws RequestError NOT_FOUND when the cart has no such line
 */
export const removeCartLine: OrdersCommand<{ id: string }, CartDocument> = async (scope, { id }) => {
  const { userId } = requireUser(scope.caller);
  const cart = await pullLine(scope.models.Cart, userId, id);
  if (!cart) throw noSuchLine();
  return cart;
};
