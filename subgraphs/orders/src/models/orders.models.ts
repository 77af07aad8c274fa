import type { Connection } from 'mongoose';
import { cartModel } from './cart.model.js';
import { orderModel } from './order.model.js';

/** The orders service's models on one connection. */
export function ordersModels(connection: Connection) {
  return { Cart: cartModel(connection), Order: orderModel(connection) };
}

/** What {@link ordersModels} makes. */
export type OrdersModels = ReturnType<typeof ordersModels>;
