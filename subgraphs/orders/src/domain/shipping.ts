import type { Amount } from './money.js';

/** From this subtotal on shipping costs nothing, in minor units. */
export const FREE_SHIPPING_MINOR = 7_500;

/** What shipping costs below it, in minor units. */
export const SHIPPING_MINOR = 490;

/** What shipping an order costs. */
export function shippingFor({ amountMinor, currency }: Amount): Amount {
  return { amountMinor: amountMinor >= FREE_SHIPPING_MINOR ? 0 : SHIPPING_MINOR, currency };
}
