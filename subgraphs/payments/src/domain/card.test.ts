import { describe, expect, it } from 'vitest';
import { cardDigits, tracesOf } from './card.js';

describe('tracesOf', () => {
  it.each([
    ['4242424242424242', 'VISA', '4242'],
    ['5555555555554444', 'MASTERCARD', '4444'],
    ['378282246310005', 'AMEX', '0005'],
  ])('should keep brand and last digits of %s', (number, brand, last4) => {
    expect(tracesOf(number)).toEqual({ brand, last4 });
  });

  it.each([
    ['with a wrong digit', '4242424242424241'],
    ['with two digits swapped', '4242424242422442'],
    ['that is too short', '424242424242424'],
    ['of another brand', '6011111111111117'],
    ['with other characters', '4242 4242 4242 4242'],
    ['that is empty', ''],
  ])('should know no number %s', (_, number) => {
    expect(tracesOf(number)).toBeNull();
  });
});

it('should take a number as people type it', () => {
  expect(cardDigits('4242 4242-4242 4242')).toBe('4242424242424242');
});
