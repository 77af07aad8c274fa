import { describe, expect, it } from 'vitest';
import {
  isLive,
  PAYMENT_OPERATIONS,
  PAYMENT_STATES,
  PAYMENT_TRANSITIONS,
  type PaymentState,
  stateAfterRefund,
  statesFor,
} from './payment-state.js';

function next(state: PaymentState): PaymentState[] {
  return Object.values(PAYMENT_TRANSITIONS[state]).flat();
}

describe('the states of a payment', () => {
  it('should all be reached from PENDING', () => {
    const reached = new Set<PaymentState>(['PENDING']);
    for (const state of reached) for (const to of next(state)) reached.add(to);
    expect([...reached].sort()).toEqual([...PAYMENT_STATES].sort());
  });

  it('should allow exactly these operations, and refuse every other', () => {
    const legal = PAYMENT_OPERATIONS.flatMap((operation) =>
      statesFor(operation).map((state) => `${operation} in ${state}`),
    );
    expect(legal).toEqual([
      'AUTHORIZE in PENDING',
      'CAPTURE in AUTHORIZED',
      'VOID in AUTHORIZED',
      'REFUND in CAPTURED',
      'REFUND in PARTIALLY_REFUNDED',
    ]);
  });

  it('should end where nothing more can be done', () => {
    expect(PAYMENT_STATES.filter((state) => next(state).length === 0)).toEqual([
      'DECLINED',
      'VOIDED',
      'REFUNDED',
    ]);
  });

  it('should count a payment that came to nothing as none', () => {
    expect(PAYMENT_STATES.filter((state) => !isLive(state))).toEqual(['DECLINED', 'VOIDED']);
  });

  it('should be refunded once all is given back', () => {
    expect(stateAfterRefund(100, 99)).toBe('PARTIALLY_REFUNDED');
    expect(stateAfterRefund(100, 100)).toBe('REFUNDED');
  });
});
