import type { Amount } from './money.js';

/** Why an order failed or was cancelled. */
export const ORDER_FAILURE_CODES = [
  'OUT_OF_STOCK',
  'PRICE_CHANGED',
  'PAYMENT_DECLINED',
  'CANCELLED_BY_CUSTOMER',
  'TIMED_OUT',
] as const;

/** One of {@link ORDER_FAILURE_CODES}. */
export type OrderFailureCode = (typeof ORDER_FAILURE_CODES)[number];

/** A line that could not be served. */
export interface ShortLine {
  readonly productId: string;
  readonly wanted: number;
  readonly available: number;
}

/** Why an order ended early, with what belongs to the reason. Orders of the demo data know the code only. */
export interface OrderFailure {
  readonly code: OrderFailureCode;
  /** A sentence for people. */
  readonly message: string;
  /** OUT_OF_STOCK: the lines that fell short. */
  readonly lines?: readonly ShortLine[];
  /** PRICE_CHANGED: what the customer had seen. */
  readonly expectedTotal?: Amount;
  /** PRICE_CHANGED: what it would have cost; null when there is no one sum. */
  readonly total?: Amount | null;
  /** PAYMENT_DECLINED: why, as payments names it. */
  readonly reason?: string;
}

/** Not all of it was there. */
export function outOfStock(lines: readonly ShortLine[]): OrderFailure {
  return { code: 'OUT_OF_STOCK', message: 'Not all of the products were there any more.', lines };
}

/** It costs something else than the customer had seen. */
export function priceChanged(expectedTotal: Amount, total: Amount | null): OrderFailure {
  const message = 'A price changed between the cart and the order.';
  return { code: 'PRICE_CHANGED', message, expectedTotal, total };
}

/** The provider said no. */
export function paymentDeclined(reason: string): OrderFailure {
  return { code: 'PAYMENT_DECLINED', message: 'The payment was declined.', reason };
}

/** The customer called it off. */
export const CANCELLED: OrderFailure = {
  code: 'CANCELLED_BY_CUSTOMER',
  message: 'The customer cancelled the order.',
};

/** A step took longer than it may. */
export const TIMED_OUT: OrderFailure = {
  code: 'TIMED_OUT',
  message: 'The order could not be completed in time. Nothing was charged, or it is given back.',
};
