import { describe, expect, it } from 'vitest';
import { readRow } from './import-row.js';

const row = { sku: 'A-1', name: 'Tent', price: 19.99, brand: 'Quester', category: 'Camping > Tents' };

describe('readRow', () => {
  it('should read a row by its usual column names', () => {
    expect(readRow(row, {})).toEqual({
      sku: 'A-1',
      name: 'Tent',
      description: '',
      price: { amountMinor: 1999, currency: 'EUR' },
      brand: 'Quester',
      category: ['Camping', 'Tents'],
      weightGrams: null,
      tags: [],
    });
  });

  it("should read other people's column names through a map", () => {
    const theirs = { Ref: 7, Titel: 'Zelt', Preis: '5', Marke: 'Q', Art: 'Zelte' };
    const map = { sku: 'Ref', name: 'Titel', price: 'Preis', brand: 'Marke', category: 'Art' };
    expect(readRow(theirs, map)).toMatchObject({ sku: '7', name: 'Zelt', price: { amountMinor: 500 } });
  });

  it.each([
    [19.99, 1999],
    ['0.29', 29],
    ['1.1', 110],
    ['4.350', 435],
    [1_000_000, 100_000_000],
  ])('should read the price %s as %i minor units', (price, amountMinor) => {
    expect(readRow({ ...row, price }, {})).toMatchObject({ price: { amountMinor } });
  });

  it.each(['1,99', '-1', '1e3', '1.999', 'free', '', undefined, { $gt: '' }])(
    'should refuse the price %j',
    (price) => {
      expect(readRow({ ...row, price }, {})).toEqual([{ field: 'price', message: expect.any(String) }]);
    },
  );

  it.each([
    ['price', '1000000.01', 'is higher than 1000000'],
    ['brand', '***', 'needs a Latin letter or a digit'],
    ['category', ' > ', 'must be a path of 1 to 20 names'],
    ['category', 'a>'.repeat(21), 'must be a path of 1 to 20 names'],
    ['category', 'Camping > ***', 'needs a Latin letter or a digit in each name'],
  ])('should refuse what the catalog could not hold as %s: %j', (field, value, message) => {
    expect(readRow({ ...row, [field]: value }, {})).toEqual([{ field, message }]);
  });

  it('should report every fault of a row at once', () => {
    const faults = readRow({ sku: 'a b', price: 'x', weight: -1 }, {});
    expect((faults as { field: string }[]).map(({ field }) => field)).toEqual([
      'sku',
      'name',
      'price',
      'brand',
      'category',
      'weightGrams',
    ]);
  });

  it('should not read a mapped column from the prototype', () => {
    expect(readRow(row, { name: 'constructor' })).toEqual([{ field: 'name', message: 'is missing' }]);
  });
});
