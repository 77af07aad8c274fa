import {
  findPage,
  isOwnerOrHas,
  type LoaderScope,
  loadCountsByKey,
  loadOneByKey,
  loadPagesByKey,
  type PageRequest,
} from '@orrery/kit';
import type { OrderState } from '../domain/order-state.js';
import type { CartDocument } from '../models/cart.model.js';
import type { OrderDocument } from '../models/order.model.js';
import type { OrdersModels } from '../models/orders.models.js';
import { loadCartLines } from './cart-lines.js';
import { NEWEST_FIRST } from './order-orders.js';

/**
 * One request's reads of carts and orders. Loaders by key answer one result per key, in order, null for absent; what is
 * not the caller's to see is as absent.
 */
export function ordersLoaders({ models, caller }: LoaderScope<OrdersModels>) {
  const { Cart, Order } = models;
  const orderVisible = ({ userId }: OrderDocument) => isOwnerOrHas(caller, userId, 'orders:read');
  const cartVisible = ({ userId }: CartDocument) => isOwnerOrHas(caller, userId, 'carts:read');
  return {
    orderById: loadOneByKey(Order, '_id', { visible: orderVisible }),
    orderByNumber: loadOneByKey(Order, 'number', { visible: orderVisible }),
    orderPage: (state: OrderState | null, page: PageRequest) =>
      findPage(Order, inState(state), NEWEST_FIRST, page),
    orderCount: (state: OrderState | null) => Order.countDocuments(inState(state)).exec(),
    /** Asks nothing about the caller: for who has checked that already. */
    ordersOfUser: perState((filter) => loadPagesByKey(Order, 'userId', { filter, order: NEWEST_FIRST })),
    countOfUser: perState((filter) => loadCountsByKey(Order, 'userId', filter)),
    cartById: loadOneByKey(Cart, '_id', { visible: cartVisible }),
    cartOfUser: loadOneByKey(Cart, 'userId', { visible: cartVisible }),
    cartLineById: loadCartLines(Cart, cartVisible),
  };
}

/** What {@link ordersLoaders} makes. */
export type OrdersLoaders = ReturnType<typeof ordersLoaders>;

function inState(state: OrderState | null): { state?: OrderState } {
  return state ? { state } : {};
}

/** A loader for each state that a request asks for, made when it first does; null is every state. */
function perState<Loader>(make: (filter: { state?: OrderState }) => Loader) {
  const made = new Map<OrderState | null, Loader>();
  return (state: OrderState | null): Loader => {
    const loader = made.get(state) ?? make(inState(state));
    made.set(state, loader);
    return loader;
  };
}
