import { type Amount, multiply, sum } from './money.js';

/** The most units that one line of a cart may have. */
export const MAX_LINE_QUANTITY = 99;

/** The most lines that a cart may have. */
export const MAX_CART_LINES = 50;

/** How many units a cart holds, over all its lines. */
export function countItems(lines: readonly { readonly quantity: number }[]): number {
  return lines.reduce((total, line) => total + line.quantity, 0);
}

/** What a line costs at that unit price; null while the price is not known. */
export function lineTotal(unitPrice: Amount | null, quantity: number): Amount | null {
  return unitPrice && multiply(unitPrice, quantity);
}

/**
 * What a cart costs at today's unit prices, one for each line, in the lines' order; null while one is not known or when
 * they are of several currencies.
 */
export function cartSubtotal(
  lines: readonly { readonly quantity: number }[],
  unitPrices: readonly (Amount | null)[],
): Amount | null {
  return sum(lines.map(({ quantity }, nth) => lineTotal(unitPrices[nth] ?? null, quantity)));
}
