import { type Amount, multiply, sum } from './money.js';

/** The most units that one line of a cart may have. */
export const MAX_LINE_QUANTITY = 99;

/** The most lines that a cart may have. */
export const MAX_CART_LINES = 50;

/** How many units a cart holds, over all its lines. */
export function countItems(lines: readonly { readonly quantity: number }[]): number {
  return lines.reduce((total, line) => total + line.quantity, 0);
}

/**
 * Which lines of an order that came to nothing go back into its customer's cart: those whose product is not in it, as many as
 * it has room for. What the customer put there meanwhile is the later word.
 */
export function linesToGiveBack<Line extends { readonly productId: string }>(
  ordered: readonly Line[],
  inCart: readonly { readonly productId: string }[],
): Line[] {
  const there = new Set(inCart.map(({ productId }) => productId));
  return ordered.filter(({ productId }) => !there.has(productId)).slice(0, MAX_CART_LINES - inCart.length);
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
