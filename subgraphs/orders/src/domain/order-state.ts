/** The states of an order. */
export const ORDER_STATES = [
  'PENDING',
  'RESERVED',
  'AUTHORIZED',
  'CONFIRMED',
  'SHIPPED',
  'DELIVERED',
  'CANCELLED',
  'FAILED',
] as const;

/** One of {@link ORDER_STATES}. */
export type OrderState = (typeof ORDER_STATES)[number];

/** The state in which every order begins. */
export const FIRST_ORDER_STATE: OrderState = 'PENDING';

/** Where an order may go from each state; the states without a way out are final. */
export const ORDER_TRANSITIONS: Readonly<Record<OrderState, readonly OrderState[]>> = {
  PENDING: ['RESERVED', 'CANCELLED', 'FAILED'],
  RESERVED: ['AUTHORIZED', 'CANCELLED', 'FAILED'],
  AUTHORIZED: ['CONFIRMED', 'CANCELLED', 'FAILED'],
  CONFIRMED: ['SHIPPED', 'CANCELLED', 'FAILED'],
  SHIPPED: ['DELIVERED'],
  DELIVERED: [],
  CANCELLED: [],
  FAILED: [],
};

/** Whether an order may go from `from` to `to` in one step. */
export function isLegalTransition(from: OrderState, to: OrderState): boolean {
  return ORDER_TRANSITIONS[from].includes(to);
}

/** The states from which `to` can be reached in one step. */
export function orderStatesBefore(to: OrderState): readonly OrderState[] {
  return ORDER_STATES.filter((from) => isLegalTransition(from, to));
}
