import { EVENTS } from '@orrery/contracts';
import { describe, expect, it } from 'vitest';
import {
  CHECKOUT_STATES,
  CHECKOUT_STEPS,
  type CheckoutStep,
  COMPENSATIONS,
  compensationsFrom,
  FIRST_CHECKOUT_STATE,
  isStep,
} from './checkout-machine.js';
import { isLegalTransition, type OrderState } from './order-state.js';

const STEPS = Object.values(CHECKOUT_STEPS);

describe('the steps of a checkout', () => {
  it('should ask and be answered by all events that the contracts have for it, and by no other', () => {
    const events = Object.values(EVENTS);
    const asked = [...STEPS, ...Object.values(COMPENSATIONS)].map(({ asks }) => asks).sort();
    expect(asked).toEqual(
      events
        .map(({ type }) => type)
        .filter((type) => type.startsWith('checkout.'))
        .sort(),
    );
    const answered = [
      ...STEPS.flatMap(({ done, refused }) => [done, ...(refused ? [refused] : [])]),
      ...Object.values(COMPENSATIONS).map(({ done }) => done),
    ].sort();
    const toOrders = events.filter(({ consumers }) => (consumers as readonly string[]).includes('orders'));
    expect(answered).toEqual(toOrders.map(({ type }) => type).sort());
  });

  it('should lead from the first to the last, and the order through legal states only', () => {
    const orderStates: OrderState[] = ['PENDING'];
    const seen: string[] = [];
    let state: CheckoutStep['next'] = FIRST_CHECKOUT_STATE;
    while (state !== 'COMPLETED') {
      seen.push(state);
      const step: CheckoutStep = CHECKOUT_STEPS[state];
      if (step.orderState) orderStates.push(step.orderState);
      state = step.next;
    }
    expect(seen).toEqual(CHECKOUT_STATES.filter(isStep));
    for (const [nth, to] of orderStates.slice(1).entries()) {
      expect(isLegalTransition(orderStates[nth] as OrderState, to)).toBe(true);
    }
  });

  it('should leave what was begun to be undone, and nothing twice', () => {
    expect(Object.fromEntries(CHECKOUT_STATES.map((state) => [state, compensationsFrom(state)]))).toEqual({
      PRICING: [],
      RESERVING: ['STOCK'],
      AUTHORIZING: ['STOCK', 'PAYMENT'],
      CONFIRMING: ['STOCK', 'PAYMENT'],
      CAPTURING: ['STOCK', 'PAYMENT'],
      COMPLETED: ['STOCK', 'PAYMENT'],
      COMPENSATING: [],
      COMPENSATED: [],
    });
  });
});
