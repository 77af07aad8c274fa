import type { SeedMoney } from './world.types.js';

/** Euros in cents. */
export function euros(amountMinor: number): SeedMoney {
  return { amountMinor, currency: 'EUR' };
}
