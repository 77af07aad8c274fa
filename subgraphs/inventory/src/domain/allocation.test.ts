import { describe, expect, it } from 'vitest';
import { allocate, preferredFor } from './allocation.js';

const shelf = (productId: string, warehouseId: string, onHand: number, reserved = 0) => ({
  productId,
  warehouseId,
  onHand,
  reserved,
});
const shelves = [shelf('tent', 'north', 3), shelf('tent', 'south', 9, 4), shelf('stove', 'north', 1)];

describe('allocate', () => {
  it('should take each line whole from the first warehouse that has enough', () => {
    const lines = [
      { productId: 'tent', quantity: 4 },
      { productId: 'stove', quantity: 1 },
    ];
    expect(allocate(lines, shelves, ['north', 'south'])).toEqual({
      allocated: [
        { productId: 'tent', quantity: 4, warehouseId: 'south' },
        { productId: 'stove', quantity: 1, warehouseId: 'north' },
      ],
    });
  });

  it('should answer the short lines only, with the most that one warehouse has', () => {
    const lines = [
      { productId: 'tent', quantity: 6 },
      { productId: 'stove', quantity: 1 },
      { productId: 'lamp', quantity: 1 },
    ];
    expect(allocate(lines, shelves, ['north', 'south'])).toEqual({
      short: [
        { productId: 'tent', quantity: 6, available: 5 },
        { productId: 'lamp', quantity: 1, available: 0 },
      ],
    });
  });
});

it('should serve a country from its own warehouse first', () => {
  const warehouses = [
    { id: 'north', country: 'DE' },
    { id: 'west', country: 'IE' },
    { id: 'south', country: 'FR' },
  ];
  expect(preferredFor('FR', warehouses)).toEqual(['south', 'north', 'west']);
  expect(preferredFor('SE', warehouses)).toEqual(['north', 'west', 'south']);
});
