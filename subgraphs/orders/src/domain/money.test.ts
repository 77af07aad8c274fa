import { describe, expect, it } from 'vitest';
import { multiply, sum } from './money.js';

const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });

describe('sum', () => {
  it('should add whole minor units', () => {
    expect(sum([eur(1_999), eur(1), eur(0)])).toEqual(eur(2_000));
  });

  it('should be nothing for an empty list', () => {
    expect(sum([])).toEqual(eur(0));
  });

  it('should not exist while one amount is not known, wherever it stands', () => {
    expect(sum([null, eur(1)])).toBeNull();
    expect(sum([eur(1), null])).toBeNull();
  });

  it('should not exist over several currencies', () => {
    expect(sum([eur(1), { amountMinor: 1, currency: 'CHF' }])).toBeNull();
  });
});

describe('multiply', () => {
  it('should keep the currency', () => {
    expect(multiply({ amountMinor: 250, currency: 'CHF' }, 3)).toEqual({ amountMinor: 750, currency: 'CHF' });
  });
});
