import { describe, expect, it } from 'vitest';
import { cartSubtotal, countItems } from './cart.js';

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

  it('should have no subtotal while a price is not known', () => {
    expect(cartSubtotal(lines, [eur(1_000), null])).toBeNull();
    expect(cartSubtotal(lines, [eur(1_000)])).toBeNull();
  });
});
