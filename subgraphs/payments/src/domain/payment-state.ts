/** The states of a payment. Every payment starts as PENDING: asked for, and no answer known. */
export const PAYMENT_STATES = [
  'PENDING',
  'AUTHORIZED',
  'DECLINED',
  'CAPTURED',
  'VOIDED',
  'PARTIALLY_REFUNDED',
  'REFUNDED',
] as const;

/** One of {@link PAYMENT_STATES}. */
export type PaymentState = (typeof PAYMENT_STATES)[number];

/** What can be asked of the provider for a payment. */
export const PAYMENT_OPERATIONS = ['AUTHORIZE', 'CAPTURE', 'VOID', 'REFUND'] as const;

/** One of {@link PAYMENT_OPERATIONS}. */
export type PaymentOperation = (typeof PAYMENT_OPERATIONS)[number];

/** Where each operation may lead from each state; an operation that is not listed is illegal there. */
export const PAYMENT_TRANSITIONS: Readonly<
  Record<PaymentState, Readonly<Partial<Record<PaymentOperation, readonly PaymentState[]>>>>
> = {
  PENDING: { AUTHORIZE: ['AUTHORIZED', 'DECLINED'] },
  AUTHORIZED: { CAPTURE: ['CAPTURED'], VOID: ['VOIDED'] },
  DECLINED: {},
  CAPTURED: { REFUND: ['PARTIALLY_REFUNDED', 'REFUNDED'] },
  VOIDED: {},
  PARTIALLY_REFUNDED: { REFUND: ['PARTIALLY_REFUNDED', 'REFUNDED'] },
  REFUNDED: {},
};

/** The states in which an operation is legal. */
export function statesFor(operation: PaymentOperation): PaymentState[] {
  return PAYMENT_STATES.filter((state) => PAYMENT_TRANSITIONS[state][operation] !== undefined);
}

/** The states in which an order needs no other payment: all but those that came to nothing. */
export function isLive(state: PaymentState): boolean {
  return state !== 'DECLINED' && state !== 'VOIDED';
}

/** The state of a captured payment of which `refundedMinor` were given back. */
export function stateAfterRefund(capturedMinor: number, refundedMinor: number): PaymentState {
  return refundedMinor >= capturedMinor ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
}
