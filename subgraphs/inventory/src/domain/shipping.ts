import { availableOf, type StockFigures } from './stock.js';
import { chargeableGrams, type Dimensions, type Quote, quote, zoneBetween } from './tariff.js';

/** What to ship where. */
export interface Shipment {
  /** Of one unit; null when it is not known. */
  readonly weightGrams: number | null;
  readonly dimensions: Dimensions | null;
  readonly quantity: number;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
}

/** A warehouse to ship from, with its stock of the product. */
export interface Origin extends StockFigures {
  readonly warehouseId: string;
  readonly country: string;
}

/**
 * The best offer: the cheapest, of equals the first, from a warehouse that has the whole quantity; while none has it,
 * from any. Null when the weight is not known, the shipment is too heavy, or there is no warehouse.
 */
export function estimateShipping(
  shipment: Shipment,
  origins: readonly Origin[],
): (Quote & { readonly warehouseId: string }) | null {
  const { weightGrams, dimensions, quantity, country } = shipment;
  if (weightGrams === null) return null;
  const totalGrams = chargeableGrams(weightGrams, dimensions) * quantity;
  const stocked = origins.filter((origin) => availableOf(origin) >= quantity);
  const offers = (stocked.length > 0 ? stocked : origins).flatMap((origin) => {
    const priced = quote(totalGrams, zoneBetween(origin.country, country));
    return priced ? [{ ...priced, warehouseId: origin.warehouseId }] : [];
  });
  return offers.reduce<(typeof offers)[number] | null>(
    (best, offer) => (best === null || offer.costMinor < best.costMinor ? offer : best),
    null,
  );
}
