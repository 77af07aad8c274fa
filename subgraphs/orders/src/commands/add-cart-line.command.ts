import { isIdOf } from '@orrery/contracts';
import { RequestError, requireUser } from '@orrery/runtime';
import type { OrdersCommand } from '../context.js';
import { MAX_CART_LINES, MAX_LINE_QUANTITY } from '../domain/cart.js';
import type { CartDocument } from '../models/cart.model.js';
import { appendLine, raiseLine } from '../models/cart-updates.js';

/** What to put into a cart. */
export interface CartAddition {
  readonly productId: string;
  readonly quantity: number;
}

/** Why nothing was added: the line would have too many units, or the cart too many lines. */
export type CartRefusal = 'QUANTITY_LIMIT' | 'CART_FULL';

/** What became of an addition: the cart after it, or the cart as it is and why nothing was added. */
export interface CartAdditionResult {
  readonly cart: CartDocument;
  readonly refusal?: CartRefusal;
}

// A try fails without a reason only when the cart was changed in mid-try, and then the next one meets the change.
const MAX_TRIES = 20;

/**
 * Puts units of a product into the caller's cart, to those that are in it. That the product exists is not checked, for
 * only the catalog knows: the id's form is.
 * @throws RequestError BAD_USER_INPUT when `productId` is not a product's id, CONFLICT when the cart never stood still
 */
export const addCartLine: OrdersCommand<CartAddition, CartAdditionResult> = async (
  { models: { Cart }, caller },
  { productId, quantity },
) => {
  const { userId } = requireUser(caller);
  if (!isIdOf('Product', productId)) throw notAProduct();
  for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
    const changed =
      (await raiseLine(Cart, userId, productId, quantity)) ??
      (await appendLine(Cart, userId, productId, quantity));
    if (changed) return { cart: changed };
    const cart = await Cart.findOne({ userId }).lean<CartDocument>();
    const refusal = cart && refusalOf(cart, productId, quantity);
    if (refusal) return { cart, refusal };
  }
  throw new RequestError('CONFLICT', 'The cart is being changed by others: try again.');
};

function refusalOf({ lines }: CartDocument, productId: string, quantity: number): CartRefusal | null {
  const line = lines.find((other) => other.productId === productId);
  if (line) return line.quantity + quantity > MAX_LINE_QUANTITY ? 'QUANTITY_LIMIT' : null;
  return lines.length >= MAX_CART_LINES ? 'CART_FULL' : null;
}

function notAProduct(): RequestError {
  const field = { path: 'input.productId', message: "is not a product's id" };
  return new RequestError('BAD_USER_INPUT', `Not accepted: ${field.path} ${field.message}.`, [field]);
}
