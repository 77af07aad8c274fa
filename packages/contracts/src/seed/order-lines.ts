import { seedId } from '../ids.js';
import { DAY_MS, SEED_NOW_MS } from './calendar.js';
import { onSaleAt, productFacts } from './product-facts.js';
import { type Random, randomOf } from './random.js';
import { PER_SCALE } from './scale.js';

/** A line as chosen: the product's index, the unit price of its time. */
export interface OrderPick {
  readonly productIndex: number;
  readonly sku: string;
  readonly name: string;
  readonly unitPriceMinor: number;
  readonly quantity: number;
}

/** Up to `count` different products that are on sale at `ms`, the first of the catalog more often than the last. */
export function pickProducts(random: Random, count: number, products: number, ms: number): number[] {
  const picked = new Set<number>();
  while (picked.size < count) {
    let index = Math.min(random.int(products), random.int(products));
    while (picked.has(index) || !onSaleAt(productFacts(index), ms)) index = (index + 1) % products;
    picked.add(index);
  }
  return [...picked];
}

/** What the order of that index was for. Prices of more than 200 days ago are sometimes lower than today's. */
export function orderPicks(index: number, scale: number, placedMs: number): OrderPick[] {
  const random = randomOf('order-lines', index);
  const count = 1 + random.weighted([30, 28, 20, 12, 6, 4]);
  const old = SEED_NOW_MS - placedMs > 200 * DAY_MS;
  return pickProducts(random, count, PER_SCALE.products * scale, placedMs).map((productIndex) => {
    const { sku, name, priceMinor } = productFacts(productIndex);
    const then = Math.floor((priceMinor * random.between(86, 95)) / 10_000) * 100 + 95;
    const unitPriceMinor = old && random.chance(25) ? Math.min(then, priceMinor) : priceMinor;
    return { productIndex, sku, name, unitPriceMinor, quantity: 1 + random.weighted([80, 14, 4, 2]) };
  });
}

/** The id of an order's line. */
export function orderLineId(orderIndex: number, nth: number): string {
  return seedId('OrderLine', `${orderIndex}-${nth}`);
}
