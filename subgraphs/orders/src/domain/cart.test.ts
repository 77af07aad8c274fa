import { describe, expect, it } from 'vitest';
import { cartSubtotal, countItems, linesToGiveBack, MAX_CART_LINES } from './cart.js';

const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const lines = [{ quantity: 2 }, { quantity: 3 }];

describe('a cart', () => {
  it('should count its units, not its lines', () => {
    expect(countItems(lines)).toBe(5);
    expect(countItems([])).toBe(0);
  });

  it('should cost the sum of its lines at their unit prices', () => {
    expect(cartSubtotal(lines, [eur(1_000), eur(5)])).toEqual(eur(2_015));
  });

  it('should cost nothing when it is empty', () => {
    expect(cartSubtotal([], [])).toEqual(eur(0));
  });

  it('should get back what it does not hold, as it was, and leave what it holds', () => {
    const ordered = [
      { productId: 'tent', quantity: 2 },
      { productId: 'stove', quantity: 1 },
    ];
    expect(linesToGiveBack(ordered, [])).toEqual(ordered);
    expect(linesToGiveBack(ordered, [{ productId: 'tent' }])).toEqual([ordered[1]]);
    expect(linesToGiveBack(ordered, ordered)).toEqual([]);
  });

  it('should get back as many lines as it has room for', () => {
    const products = (prefix: string, count: number) =>
      Array.from({ length: count }, (_, nth) => ({ productId: `${prefix}${nth}` }));
    const full = products('new', MAX_CART_LINES);
    expect(linesToGiveBack(products('old', 3), full.slice(2))).toEqual(products('old', 2));
    expect(linesToGiveBack(products('old', 3), full)).toEqual([]);
  });

  it('should have no subtotal while a price is not known', () => {
    expect(cartSubtotal(lines, [eur(1_000), null])).toBeNull();
    expect(cartSubtotal(lines, [eur(1_000)])).toBeNull();
  });
});
