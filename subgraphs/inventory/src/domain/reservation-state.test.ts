import { expect, it } from 'vitest';
import { RESERVATION_STATES, RESERVATION_TRANSITIONS, reservationStatesBefore } from './reservation-state.js';

it('should reach every state from HELD', () => {
  const reached = new Set<string>(['HELD']);
  for (const from of RESERVATION_STATES) {
    if (reached.has(from)) for (const to of RESERVATION_TRANSITIONS[from]) reached.add(to);
  }
  expect([...reached].sort()).toEqual([...RESERVATION_STATES].sort());
});

it('should end a held reservation once, one way or the other', () => {
  expect(reservationStatesBefore('RELEASED')).toEqual(['HELD']);
  expect(reservationStatesBefore('FULFILLED')).toEqual(['HELD']);
  expect(reservationStatesBefore('HELD')).toEqual([]);
});
