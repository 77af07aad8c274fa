import { seedBrands } from './brands.js';
import { cartAt } from './carts.js';
import { seedCategories } from './categories.js';
import { lazyList, once } from './lazy-list.js';
import { type OrderPlan, orderPlan } from './order-plan.js';
import { orderAt } from './orders.js';
import { hasPayment, paymentOfOrder } from './payments.js';
import { productAt } from './products.js';
import { reviewAt } from './reviews.js';
import { PER_SCALE } from './scale.js';
import { holdsStock, reservationOfOrder, stockLevelAt, tallyStock } from './stock.js';
import { userAt } from './users.js';
import { SEED_WAREHOUSES } from './warehouses.js';
import type { SeedList, SeedWorld } from './world.types.js';

/** One item for each order whose plan is `wanted`, in the orders' order. */
function perOrder<T>(
  scale: number,
  wanted: (plan: OrderPlan) => boolean,
  make: (orderIndex: number, scale: number) => T,
): SeedList<T> {
  const orders = once(() =>
    Array.from({ length: PER_SCALE.orders * scale }, (_, index) => index).filter((index) =>
      wanted(orderPlan(index, scale)),
    ),
  );
  return lazyList(
    () => orders().length,
    (index) => make(orders()[index]!, scale),
  );
}

/**
 * The facts that the services' seeds agree on: the same on every machine and in every run.
 * Nothing is made before it is asked for, so a service pays for what it reads only.
 * Throws RangeError unless `scale` is a positive integer.
 *
 * @default scale 1
 */
export function seedWorld({ scale = 1 }: { scale?: number } = {}): SeedWorld {
  if (!Number.isSafeInteger(scale) || scale < 1) {
    throw new RangeError(`scale must be a positive integer, not ${scale}`);
  }
  const listOf = <T>(perScale: number, make: (index: number) => T) => lazyList(() => perScale * scale, make);
  const tally = once(() => tallyStock(scale));
  return {
    scale,
    brands: seedBrands(),
    categories: seedCategories(),
    warehouses: SEED_WAREHOUSES,
    products: listOf(PER_SCALE.products, productAt),
    users: listOf(PER_SCALE.users, userAt),
    stockLevels: listOf(PER_SCALE.products * SEED_WAREHOUSES.length, (index) => stockLevelAt(index, tally())),
    reservations: perOrder(scale, holdsStock, reservationOfOrder),
    orders: listOf(PER_SCALE.orders, (index) => orderAt(index, scale)),
    payments: perOrder(scale, hasPayment, paymentOfOrder),
    carts: listOf(PER_SCALE.carts, cartAt),
    reviews: listOf(PER_SCALE.reviews, reviewAt),
  };
}
