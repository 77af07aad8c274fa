import { seedId } from '../ids.js';
import { isoTime, MINUTE_MS, SEED_NOW_MS } from './calendar.js';
import { pickProducts } from './order-lines.js';
import { randomOf } from './random.js';
import { PER_SCALE } from './scale.js';
import { ADA, STAFF_COUNT } from './users.js';
import type { SeedCart } from './world.types.js';

function ownerOf(index: number): number {
  if (index === 0) return ADA;
  const block = Math.floor(index / PER_SCALE.carts);
  return block * PER_SCALE.users + STAFF_COUNT + (index % PER_SCALE.carts) * 6;
}

/** The `index`-th cart, the same at every scale; the first is Ada's and has four lines. */
export function cartAt(index: number): SeedCart {
  const random = randomOf('cart', index);
  const owner = ownerOf(index);
  const products = PER_SCALE.products * (Math.floor(index / PER_SCALE.carts) + 1);
  const count = index === 0 ? 4 : random.between(1, 5);
  let ms = SEED_NOW_MS - random.between(120, 7 * 1_440) * MINUTE_MS;
  const lines = pickProducts(random, count, products, ms).map((productIndex, nth) => {
    ms += random.between(1, 9) * MINUTE_MS;
    return {
      id: seedId('CartLine', `${index}-${nth}`),
      productId: seedId('Product', productIndex),
      quantity: 1 + random.weighted([75, 20, 5]),
      addedAt: isoTime(ms),
    };
  });
  return { id: seedId('Cart', index), userId: seedId('User', owner), lines, updatedAt: isoTime(ms) };
}
