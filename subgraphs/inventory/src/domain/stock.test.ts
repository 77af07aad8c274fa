import { describe, expect, it } from 'vitest';
import { isBalanced, sumStock } from './stock.js';

describe('sumStock', () => {
  it('should be zero without a level and the sum of many', () => {
    expect(sumStock([])).toEqual({ onHand: 0, reserved: 0, available: 0 });
    const levels = [
      { onHand: 7, reserved: 2 },
      { onHand: 0, reserved: 0 },
      { onHand: 5, reserved: 5 },
    ];
    expect(sumStock(levels)).toEqual({ onHand: 12, reserved: 7, available: 5 });
  });
});

describe('isBalanced', () => {
  const book = { onHand: 10, reserved: 4, sold: 6, initial: 12, adjusted: 4 };

  it('should hold when what is there and what left is what came', () => {
    expect(isBalanced(book)).toBe(true);
  });

  it.each([
    ['a unit vanished', { onHand: 9 }],
    ['a sale was counted twice', { sold: 7 }],
    ['more is reserved than there is', { reserved: 11 }],
    ['a reservation is below zero', { reserved: -1 }],
    ['a sale is below zero', { sold: -1, onHand: 17 }],
  ])('should not hold when %s', (_, change) => {
    expect(isBalanced({ ...book, ...change })).toBe(false);
  });
});
