import { describe, expect, it } from 'vitest';
import { orderAt, type VersionedOrder } from './order-at.js';
import { CANCELLED } from './order-failure.js';

const at = (day: number) => new Date(Date.UTC(2026, 0, day));
const order: VersionedOrder & { readonly number: string } = {
  number: '1000001',
  version: 3,
  state: 'CANCELLED',
  history: [
    { state: 'PENDING', at: at(1) },
    { state: 'RESERVED', at: at(2) },
    { state: 'CANCELLED', at: at(3) },
  ],
  failure: CANCELLED,
};

describe('an order at an earlier version', () => {
  it('should have the state and the history of that time, and no failure yet', () => {
    expect(orderAt(order, 2)).toEqual({
      number: '1000001',
      version: 2,
      state: 'RESERVED',
      history: order.history.slice(0, 2),
      failure: null,
    });
  });

  it.each([3, 4])('should be as it is at version %i', (version) => {
    expect(orderAt(order, version)).toBe(order);
  });
});
