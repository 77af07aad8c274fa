import { requireUser } from '@orrery/runtime';
import type { OrdersCommand } from '../context.js';
import type { CartDocument } from '../models/cart.model.js';
import { pullAllLines } from '../models/cart-updates.js';

/** Empties the caller's cart; null when the caller never had one. */
export const clearCart: OrdersCommand<void, CartDocument | null> = async ({ models, caller }) => {
  const { userId } = requireUser(caller);
  return pullAllLines(models.Cart, userId);
};
