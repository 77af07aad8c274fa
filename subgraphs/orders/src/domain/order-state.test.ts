import { describe, expect, it } from 'vitest';
import {
  FIRST_ORDER_STATE,
  isLegalTransition,
  ORDER_STATES,
  ORDER_TRANSITIONS,
  type OrderState,
  orderStatesBefore,
} from './order-state.js';

function reachableFrom(first: OrderState): Set<OrderState> {
  const reached = new Set([first]);
  for (const state of reached) for (const next of ORDER_TRANSITIONS[state]) reached.add(next);
  return reached;
}

const LEGAL = new Set([
  'PENDING RESERVED',
  'PENDING CANCELLED',
  'PENDING FAILED',
  'RESERVED AUTHORIZED',
  'RESERVED CANCELLED',
  'RESERVED FAILED',
  'AUTHORIZED CONFIRMED',
  'AUTHORIZED CANCELLED',
  'AUTHORIZED FAILED',
  'CONFIRMED SHIPPED',
  'CONFIRMED CANCELLED',
  'CONFIRMED FAILED',
  'SHIPPED DELIVERED',
]);
const pairs = ORDER_STATES.flatMap((from) => ORDER_STATES.map((to) => [from, to] as const));

describe('the states of an order', () => {
  it('should all be reachable from the first', () => {
    expect([...reachableFrom(FIRST_ORDER_STATE)].sort()).toEqual([...ORDER_STATES].sort());
  });

  it('should never lead back', () => {
    for (const state of ORDER_STATES) {
      for (const next of ORDER_TRANSITIONS[state]) expect(reachableFrom(next)).not.toContain(state);
    }
  });

  it.each(pairs)('should allow the step from %s to %s only where the machine has it', (from, to) => {
    expect(isLegalTransition(from, to)).toBe(LEGAL.has(`${from} ${to}`));
  });

  it('should name the states before one', () => {
    expect(orderStatesBefore('SHIPPED')).toEqual(['CONFIRMED']);
    expect(orderStatesBefore('CANCELLED')).toEqual(['PENDING', 'RESERVED', 'AUTHORIZED', 'CONFIRMED']);
    expect(orderStatesBefore('PENDING')).toEqual([]);
  });
});
