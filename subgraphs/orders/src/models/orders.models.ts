import type { Connection } from 'mongoose';
import { cartModel } from './cart.model.js';
import { checkoutModel } from './checkout.model.js';
import { idempotencyKeyModel } from './idempotency-key.model.js';
import { orderModel } from './order.model.js';
import { orderNumberModel } from './order-number.model.js';

/** The orders service's models on one connection. */
export function ordersModels(connection: Connection) {
  return {
    Cart: cartModel(connection),
    Checkout: checkoutModel(connection),
    IdempotencyKey: idempotencyKeyModel(connection),
    Order: orderModel(connection),
    OrderNumber: orderNumberModel(connection),
  };
}

/** What {@link ordersModels} makes. */
export type OrdersModels = ReturnType<typeof ordersModels>;
