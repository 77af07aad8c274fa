import { describe, expect, it } from 'vitest';
import { chargeableGrams, quote, zoneBetween } from './tariff.js';

describe('zoneBetween', () => {
  it.each([
    ['DE', 'DE', 'DOMESTIC'],
    ['DE', 'IE', 'UNION'],
    ['FR', 'CH', 'EUROPE'],
    ['GB', 'NO', 'EUROPE'],
    ['GB', 'GB', 'DOMESTIC'],
    ['DE', 'JP', 'WORLD'],
    ['JP', 'DE', 'WORLD'],
  ])('should place %s to %s in %s', (from, to, zone) => {
    expect(zoneBetween(from, to)).toBe(zone);
  });
});

describe('chargeableGrams', () => {
  const box = { lengthMm: 400, widthMm: 300, heightMm: 250 }; // 30,000 cm3 count as 6 kg

  it('should charge the volume of what is light for its size, and else the weight', () => {
    expect(chargeableGrams(1_200, box)).toBe(6_000);
    expect(chargeableGrams(6_001, box)).toBe(6_001);
    expect(chargeableGrams(1_200, null)).toBe(1_200);
  });

  it('should round a part of a gram up', () => {
    expect(chargeableGrams(1, { lengthMm: 100, widthMm: 100, heightMm: 1.01 })).toBe(3);
  });
});

describe('quote', () => {
  it.each([
    ['a first gram', 1, 'DOMESTIC', 490 + 60],
    ['a whole kilogram', 1_000, 'DOMESTIC', 490 + 60],
    ['a gram more', 1_001, 'DOMESTIC', 490 + 120],
    ['a full parcel', 30_000, 'UNION', 990 + 30 * 150],
    ['a second parcel', 30_001, 'UNION', 2 * 990 + 31 * 150],
    ['a full shipment', 1_000_000, 'WORLD', 34 * 2_490 + 1_000 * 900],
  ] as const)('should price %s', (_, grams, zone, costMinor) => {
    expect(quote(grams, zone)?.costMinor).toBe(costMinor);
  });

  it('should say how long each zone takes', () => {
    expect(quote(500, 'DOMESTIC')).toEqual({ costMinor: 550, minDays: 1, maxDays: 2 });
    expect(quote(500, 'EUROPE')).toEqual({ costMinor: 1_740, minDays: 4, maxDays: 8 });
  });

  it('should leave what is heavier than a tonne to freight', () => {
    expect(quote(1_000_001, 'DOMESTIC')).toBeNull();
  });
});
