import { describe, expect, it } from 'vitest';
import { estimateShipping, type Origin } from './shipping.js';

const leipzig: Origin = { warehouseId: 'leipzig', country: 'DE', onHand: 5, reserved: 0 };
const lyon: Origin = { warehouseId: 'lyon', country: 'FR', onHand: 10, reserved: 6 };
const kilo = { weightGrams: 1_000, dimensions: null, quantity: 1, country: 'FR' };

describe('estimateShipping', () => {
  it('should ship from the cheapest warehouse that has enough', () => {
    expect(estimateShipping(kilo, [leipzig, lyon])).toEqual({
      costMinor: 550,
      minDays: 1,
      maxDays: 2,
      warehouseId: 'lyon',
    });
  });

  it('should not count what is reserved', () => {
    const five = { ...kilo, quantity: 5 };
    expect(estimateShipping(five, [leipzig, lyon])?.warehouseId).toBe('leipzig');
    expect(estimateShipping(five, [leipzig, lyon])?.costMinor).toBe(990 + 5 * 150);
  });

  it('should say what it would cost while nothing is in stock', () => {
    const many = { ...kilo, quantity: 11 };
    expect(estimateShipping(many, [leipzig, lyon])?.warehouseId).toBe('lyon');
  });

  it('should take the first of equals', () => {
    expect(estimateShipping({ ...kilo, country: 'IE' }, [leipzig, lyon])?.warehouseId).toBe('leipzig');
  });

  it('should charge the volume of every unit', () => {
    const pillow = { weightGrams: 300, dimensions: { lengthMm: 500, widthMm: 400, heightMm: 100 } };
    const offer = estimateShipping({ ...pillow, quantity: 3, country: 'DE' }, [leipzig]);
    expect(offer?.costMinor).toBe(490 + 12 * 60);
  });

  it.each([
    ['without a weight', { ...kilo, weightGrams: null }, [leipzig]],
    ['of more than a tonne', { ...kilo, weightGrams: 1_000_001 }, [leipzig]],
    ['without a warehouse', kilo, []],
  ])('should make no estimate %s', (_, shipment, origins) => {
    expect(estimateShipping(shipment, origins)).toBeNull();
  });
});
