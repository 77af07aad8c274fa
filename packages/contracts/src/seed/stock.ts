import { seedId } from '../ids.js';
import { HOUR_MS, isoTime, SEED_NOW_MS } from './calendar.js';
import { orderPicks } from './order-lines.js';
import { type OrderPlan, orderPlan } from './order-plan.js';
import { shippingAddressOf } from './orders.js';
import { productFacts } from './product-facts.js';
import { type Random, randomOf } from './random.js';
import { PER_SCALE } from './scale.js';
import { SEED_WAREHOUSES, warehouseFor } from './warehouses.js';
import type { SeedReservation, SeedStockLevel } from './world.types.js';

/** Units by stock level index (product index times warehouses plus warehouse index). */
export interface StockTally {
  readonly reserved: Uint32Array;
  readonly sold: Uint32Array;
}

/** Whether the order holds stock that has not left the warehouse. */
export function holdsStock(plan: OrderPlan): boolean {
  return plan.state === 'RESERVED' || plan.state === 'AUTHORIZED' || plan.state === 'CONFIRMED';
}

/** What all orders of a world hold and took. */
export function tallyStock(scale: number): StockTally {
  const levels = PER_SCALE.products * scale * SEED_WAREHOUSES.length;
  const tally = { reserved: new Uint32Array(levels), sold: new Uint32Array(levels) };
  for (let index = 0; index < PER_SCALE.orders * scale; index++) {
    const plan = orderPlan(index, scale);
    const gone = plan.state === 'SHIPPED' || plan.state === 'DELIVERED';
    if (!gone && !holdsStock(plan)) continue;
    const units = gone ? tally.sold : tally.reserved;
    const warehouse = warehouseFor(shippingAddressOf(index, plan).country);
    for (const pick of orderPicks(index, scale, plan.steps[0]!.ms)) {
      units[pick.productIndex * SEED_WAREHOUSES.length + warehouse]! += pick.quantity;
    }
  }
  return tally;
}

function freeUnits(random: Random, archived: boolean): number {
  if (archived) return 0;
  const supply = (['none', 'low', 'plenty'] as const)[random.weighted([12, 16, 72])];
  if (supply === 'none') return 0;
  return supply === 'low' ? random.between(1, 5) : random.between(8, 120);
}

/** The `index`-th stock level: product by product, in the order of the warehouses. */
export function stockLevelAt(index: number, tally: StockTally): SeedStockLevel {
  const productIndex = Math.floor(index / SEED_WAREHOUSES.length);
  const warehouse = SEED_WAREHOUSES[index % SEED_WAREHOUSES.length]!;
  const random = randomOf('stock', index);
  const reserved = tally.reserved[index]!;
  return {
    id: seedId('StockLevel', `${productIndex}-${warehouse.code}`),
    productId: seedId('Product', productIndex),
    warehouseId: warehouse.id,
    onHand: reserved + freeUnits(random, productFacts(productIndex).archived),
    reserved,
    sold: tally.sold[index]!,
    updatedAt: isoTime(SEED_NOW_MS - random.int(14 * 24) * HOUR_MS),
  };
}

/** The reservation of the order of that index; only for an order that {@link holdsStock}. */
export function reservationOfOrder(index: number, scale: number): SeedReservation {
  const plan = orderPlan(index, scale);
  const warehouseId = SEED_WAREHOUSES[warehouseFor(shippingAddressOf(index, plan).country)]!.id;
  return {
    id: seedId('Reservation', index),
    orderId: seedId('Order', index),
    lines: orderPicks(index, scale, plan.steps[0]!.ms).map(({ productIndex, quantity }) => ({
      productId: seedId('Product', productIndex),
      warehouseId,
      quantity,
    })),
    createdAt: isoTime(plan.steps[1]!.ms),
  };
}
