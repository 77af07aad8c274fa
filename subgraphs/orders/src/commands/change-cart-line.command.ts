import { requireUser } from '@orrery/runtime';
import type { OrdersCommand } from '../context.js';
import type { CartDocument } from '../models/cart.model.js';
import { setLine } from '../models/cart-updates.js';
import { noSuchLine } from './no-such-line.js';

/** Which line of a cart, and how many units it shall have. */
export interface CartLineChange {
  readonly id: string;
  readonly quantity: number;
}

/**
 * Sets the quantity of a line of the caller's cart.
 * @throws RequestError NOT_FOUND when the cart has no such line
 */
export const changeCartLine: OrdersCommand<CartLineChange, CartDocument> = async (scope, input) => {
  const { userId } = requireUser(scope.caller);
  const cart = await setLine(scope.models.Cart, userId, input.id, input.quantity);
  if (!cart) throw noSuchLine();
  return cart;
};
