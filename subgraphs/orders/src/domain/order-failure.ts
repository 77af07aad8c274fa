/** Why an order failed or was cancelled. */
export const ORDER_FAILURE_CODES = [
  'OUT_OF_STOCK',
  'PRICE_CHANGED',
  'PAYMENT_DECLINED',
  'CANCELLED_BY_CUSTOMER',
] as const;

/** One of {@link ORDER_FAILURE_CODES}. */
export type OrderFailureCode = (typeof ORDER_FAILURE_CODES)[number];
