import { createHash } from 'node:crypto';
import { newId } from '@orrery/contracts';
import { isDuplicateKey } from '@orrery/kit';
import { RequestError, requireUser } from '@orrery/runtime';
import type { ClientSession } from 'mongoose';
import { stateChangeOf } from '../commands/state-change-event.js';
import type { OrdersCommand, OrdersScope } from '../context.js';
import { CHECKOUT_STEPS, FIRST_CHECKOUT_STATE } from '../domain/checkout-machine.js';
import type { Amount } from '../domain/money.js';
import { FIRST_ORDER_STATE } from '../domain/order-state.js';
import type { CartDocument } from '../models/cart.model.js';
import { takeAllLines } from '../models/cart-updates.js';
import { newCheckout } from '../models/checkout.model.js';
import type { OrderDocument } from '../models/order.model.js';
import { nextOrderNumber } from '../models/order-number.model.js';
import { requestOf } from './checkout-requests.js';

/** An order to place. */
export interface NewCheckout {
  readonly idempotencyKey: string;
  readonly cartId: string;
  readonly shippingAddress: OrderDocument['shippingAddress'];
  /** A token of the payment provider's. */
  readonly paymentMethod: string;
  /** What the customer saw. */
  readonly expectedTotal: Amount;
}

/** Why no order was placed: the cart has no lines, or the key was used with other input. */
export type CheckoutRefusal = 'CART_EMPTY' | 'KEY_REUSED';

const KEY_DAYS = 7;
const DAY_MS = 24 * 60 * 60 * 1_000;

/**
 * Places an order of what is in the caller's cart, and begins its checkout: the key, the order, the empty cart and the first
 * request are committed together. The same key gets the same order, whatever happened in between.
 * @throws RequestError NOT_FOUND when the caller has no such cart
 */
export const startCheckout: OrdersCommand<NewCheckout, OrderDocument | CheckoutRefusal> = async (
  scope,
  input,
) => {
  const { userId } = requireUser(scope.caller);
  const key = { _id: `${userId} ${input.idempotencyKey}`, fingerprint: fingerprintOf(input) };
  const earlier = await placedUnder(scope, key);
  if (earlier) return earlier;
  try {
    return await scope.transaction((session) => place(scope, { ...input, userId, key }, session));
  } catch (error) {
    const first = isDuplicateKey(error) ? await placedUnder(scope, key) : undefined;
    if (!first) throw error;
    return first;
  }
};

interface Key {
  readonly _id: string;
  readonly fingerprint: string;
}

async function placedUnder(
  { models }: OrdersScope,
  { _id, fingerprint }: Key,
): Promise<OrderDocument | 'KEY_REUSED' | undefined> {
  const known = await models.IdempotencyKey.findById(_id).lean();
  if (!known) return undefined;
  if (known.fingerprint !== fingerprint) return 'KEY_REUSED';
  const order = await models.Order.findById(known.orderId).lean<OrderDocument>();
  if (!order) throw new Error(`order ${known.orderId} is gone`);
  return order;
}

async function place(
  { models, events, parts }: OrdersScope,
  input: NewCheckout & { userId: string; key: Key },
  session: ClientSession,
): Promise<OrderDocument | 'CART_EMPTY'> {
  const now = new Date();
  const id = newId('Order');
  // The key first: of two at once, one meets the other's.
  const expiresAt = new Date(now.getTime() + KEY_DAYS * DAY_MS);
  await models.IdempotencyKey.create([{ ...input.key, orderId: id, expiresAt }], { session });
  const cart = await takeAllLines(models.Cart, input.cartId, input.userId, session);
  if (!cart) throw new RequestError('NOT_FOUND', 'You have no cart with this id.');
  if (cart.lines.length === 0) {
    await session.abortTransaction();
    return 'CART_EMPTY';
  }
  const order = orderOf(id, await nextOrderNumber(models.OrderNumber), cart, input, now);
  const { amountMinor, currency } = input.expectedTotal;
  const checkout = newCheckout(id, FIRST_CHECKOUT_STATE, {
    expectedTotal: { amountMinor, currency },
    paymentMethod: input.paymentMethod,
    deadlineAt: new Date(now.getTime() + CHECKOUT_STEPS[FIRST_CHECKOUT_STATE].patience * parts.stepTimeMs),
  });
  await models.Order.create([order], { session });
  await models.Checkout.create([checkout], { session });
  await events.append(session, stateChangeOf(order));
  await events.append(session, requestOf(FIRST_CHECKOUT_STATE, checkout, order, parts.stepTimeMs));
  return order;
}

function orderOf(
  id: string,
  number: string,
  cart: CartDocument,
  { userId, shippingAddress }: NewCheckout & { userId: string },
  now: Date,
): OrderDocument {
  const unpriced = { sku: null, name: null, unitPrice: null, total: null };
  const { recipient, lines, postalCode, city, country } = shippingAddress;
  return {
    _id: id,
    number,
    userId,
    state: FIRST_ORDER_STATE,
    version: 1,
    placedAt: now,
    lines: cart.lines.map(({ productId, quantity }) => ({
      _id: newId('OrderLine'),
      productId,
      quantity,
      ...unpriced,
    })),
    subtotal: null,
    shipping: null,
    total: null,
    shippingAddress: { recipient, lines: [...lines], postalCode, city, country },
    history: [{ state: FIRST_ORDER_STATE, at: now }],
    failure: null,
  };
}

// Of the meaning, not of the order in which the fields came.
function fingerprintOf({ cartId, shippingAddress, paymentMethod, expectedTotal }: NewCheckout): string {
  const { recipient, lines, postalCode, city, country } = shippingAddress;
  const { amountMinor, currency } = expectedTotal;
  const meaning = [cartId, recipient, lines, postalCode, city, country, paymentMethod, amountMinor, currency];
  return createHash('sha256').update(JSON.stringify(meaning)).digest('base64url');
}
