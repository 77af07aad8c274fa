/** The brands that are taken. */
export const CARD_BRANDS = ['VISA', 'MASTERCARD', 'AMEX'] as const;

/** One of {@link CARD_BRANDS}. */
export type CardBrand = (typeof CARD_BRANDS)[number];

/** A card as a customer gives it: lives for one request, and is never stored or logged. */
export interface Card {
  /** Digits only. */
  readonly number: string;
  /** 1 to 12. */
  readonly expiryMonth: number;
  readonly expiryYear: number;
  readonly securityCode: string;
}

/** What is kept of a card. */
export interface CardTraces {
  readonly brand: CardBrand;
  /** The last four digits. */
  readonly last4: string;
}

// Length and first digits of each brand's numbers.
const PATTERNS: Readonly<Record<CardBrand, RegExp>> = {
  VISA: /^4\d{15}$/,
  MASTERCARD: /^5[1-5]\d{14}$/,
  AMEX: /^3[47]\d{13}$/,
};

/** The digits of a card number as people type it, with spaces or dashes between them. */
export function cardDigits(typed: string): string {
  return typed.replace(/[ -]/g, '');
}

/** What may be kept of a card; null when its number is no number of a brand that is taken. */
export function tracesOf(number: string): CardTraces | null {
  const brand = CARD_BRANDS.find((each) => PATTERNS[each].test(number));
  return brand && hasCheckDigit(number) ? { brand, last4: number.slice(-4) } : null;
}

// Luhn's formula (ISO/IEC 7812-1, annex B): every second digit from the right counts twice, its digits added up.
function hasCheckDigit(number: string): boolean {
  const digits = [...number].reverse().map(Number);
  const sum = digits.reduce((total, digit, nth) => {
    const counted = nth % 2 === 1 ? digit * 2 : digit;
    return total + (counted > 9 ? counted - 9 : counted);
  }, 0);
  return sum % 10 === 0;
}
