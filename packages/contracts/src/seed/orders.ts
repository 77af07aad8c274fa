import { seedId } from '../ids.js';
import { isoTime } from './calendar.js';
import { euros } from './money.js';
import { orderLineId, orderPicks } from './order-lines.js';
import { type OrderPlan, orderPlan } from './order-plan.js';
import { randomOf } from './random.js';
import { addressesOf } from './users.js';
import type { SeedOrder, SeedOrderFailureCode, SeedPostalAddress } from './world.types.js';

const FIRST_NUMBER = 10_001;
const FREE_SHIPPING_MINOR = 7_500;
const SHIPPING_MINOR = 490;

const FAILURE_MESSAGES: Readonly<Record<SeedOrderFailureCode, string>> = {
  OUT_OF_STOCK: 'Somebody else took the last one before the order was reserved.',
  PRICE_CHANGED: 'A price changed between the cart and the order.',
  PAYMENT_DECLINED: "The card's bank declined the payment.",
  CANCELLED_BY_CUSTOMER: 'The customer cancelled the order.',
};

/** Where the order of that index goes: mostly the default address. */
export function shippingAddressOf(index: number, plan: OrderPlan): SeedPostalAddress {
  const addresses = addressesOf(plan.userIndex);
  const random = randomOf('order-address', index);
  const { id: _, isDefault: __, ...address } = random.chance(75) ? addresses[0]! : random.pick(addresses);
  return address;
}

/** The `index`-th order, oldest first, of a world of `scale`. */
export function orderAt(index: number, scale: number): SeedOrder {
  const plan = orderPlan(index, scale);
  const placedMs = plan.steps[0]!.ms;
  const lines = orderPicks(index, scale, placedMs).map((pick, nth) => ({
    id: orderLineId(index, nth),
    productId: seedId('Product', pick.productIndex),
    sku: pick.sku,
    name: pick.name,
    unitPrice: euros(pick.unitPriceMinor),
    quantity: pick.quantity,
    total: euros(pick.unitPriceMinor * pick.quantity),
  }));
  const subtotal = lines.reduce((sum, line) => sum + line.total.amountMinor, 0);
  const shipping = subtotal >= FREE_SHIPPING_MINOR ? 0 : SHIPPING_MINOR;
  const { failureCode } = plan;
  return {
    id: seedId('Order', index),
    number: String(FIRST_NUMBER + index),
    userId: seedId('User', plan.userIndex),
    placedAt: isoTime(placedMs),
    state: plan.state,
    history: plan.steps.map(({ state, ms }) => ({ state, at: isoTime(ms) })),
    lines,
    subtotal: euros(subtotal),
    shipping: euros(shipping),
    total: euros(subtotal + shipping),
    shippingAddress: shippingAddressOf(index, plan),
    failure: failureCode && { code: failureCode, message: FAILURE_MESSAGES[failureCode] },
  };
}
