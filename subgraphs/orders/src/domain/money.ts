/** A whole number of a currency's minor units. */
export interface Amount {
  readonly amountMinor: number;
  readonly currency: string;
}

// What nothing costs is an amount too, and needs a currency.
const NOTHING: Amount = { amountMinor: 0, currency: 'EUR' };

/** `amount`, `times` times. */
export function multiply(amount: Amount, times: number): Amount {
  return { amountMinor: amount.amountMinor * times, currency: amount.currency };
}

/**
 * The sum of `amounts`, 0 EUR for none; null when one of them is not known or when they are of several currencies,
 * for then there is no honest sum.
 */
export function sum(amounts: readonly (Amount | null)[]): Amount | null {
  const [first = NOTHING] = amounts;
  if (!first) return null;
  let total = 0;
  for (const amount of amounts) {
    if (amount?.currency !== first.currency) return null;
    total += amount.amountMinor;
  }
  return { amountMinor: total, currency: first.currency };
}
