import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cardOfReference, cardOfToken, TEST_CARDS, testReference, testToken } from './test-cards.js';

const cards = Object.entries(TEST_CARDS);

// Luhn's formula.
function hasCheckDigit(number: string): boolean {
  const sum = [...number].reverse().reduce((total, digit, nth) => {
    const counted = Number(digit) * (nth % 2 === 1 ? 2 : 1);
    return total + (counted > 9 ? counted - 9 : counted);
  }, 0);
  return sum % 10 === 0;
}

describe('the test cards', () => {
  it('should have valid numbers, and names of their own', () => {
    expect(cards.filter(([number]) => !hasCheckDigit(number))).toEqual([]);
    expect(new Set(cards.map(([, { name }]) => name)).size).toBe(cards.length);
  });

  it('should be found by token and by reference', () => {
    for (const [, card] of cards) {
      expect(cardOfToken(testToken(card.name))).toBe(card);
      expect(cardOfReference(testReference(card.name, 'k'))).toBe(card);
    }
    for (const token of ['visa', 'tok_', 'tok_none', 'tok_other', '4242424242424242']) {
      expect(cardOfToken(token).name).toBe('other');
    }
    expect(cardOfReference('x')).toBeUndefined();
  });

  it('should be documented one by one', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const numbers = readme
      .match(/\b[345]\d{3}[\d ]{11,16}\d\b/g)
      ?.map((number) => number.replaceAll(' ', ''));
    expect(numbers?.sort()).toEqual(Object.keys(TEST_CARDS).sort());
    const tokens = new Set(readme.match(/`tok_[a-z-]+`/g));
    expect([...tokens].sort()).toEqual(cards.map(([, { name }]) => `\`${testToken(name)}\``).sort());
  });
});
