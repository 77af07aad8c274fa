import { describe, expect, it } from 'vitest';
import { seedWorld } from './world.js';

/** Units by product and warehouse. */
function tally(
  lines: Iterable<{ productId: string; warehouseId: string; quantity: number }>,
): Map<string, number> {
  const units = new Map<string, number>();
  for (const { productId, warehouseId, quantity } of lines) {
    const key = `${productId} ${warehouseId}`;
    units.set(key, (units.get(key) ?? 0) + quantity);
  }
  return units;
}

describe.each([1, 10])('the stock at scale %i', (scale) => {
  const world = seedWorld({ scale });
  const levels = [...world.stockLevels];
  const reservations = [...world.reservations];
  const orders = [...world.orders];

  it('should have one level for each product and warehouse', () => {
    const pairs = Array.from(world.products).flatMap((product) =>
      world.warehouses.map((warehouse) => [product.id, warehouse.id]),
    );
    expect(levels.map(({ productId, warehouseId }) => [productId, warehouseId])).toEqual(pairs);
  });

  it('should hold what the orders that have not been shipped are waiting for', () => {
    const waiting = orders.filter(({ state }) => ['RESERVED', 'AUTHORIZED', 'CONFIRMED'].includes(state));
    expect(reservations.map(({ orderId }) => orderId)).toEqual(waiting.map(({ id }) => id));
    for (const [index, { lines, createdAt }] of reservations.entries()) {
      const order = waiting[index]!;
      expect(lines.map(({ productId, quantity }) => ({ productId, quantity }))).toEqual(
        order.lines.map(({ productId, quantity }) => ({ productId, quantity })),
      );
      expect(createdAt).toBe(order.history[1]!.at);
    }
  });

  it('should reserve the sum of the open reservations, and never more than is there', () => {
    const held = tally(reservations.flatMap(({ lines }) => lines));
    for (const { productId, warehouseId, reserved, onHand } of levels) {
      expect(reserved).toBe(held.get(`${productId} ${warehouseId}`) ?? 0);
      expect(reserved).toBeLessThanOrEqual(onHand);
    }
  });

  it('should have sold what the orders took', () => {
    const gone = orders.filter(({ state }) => state === 'SHIPPED' || state === 'DELIVERED');
    const units = gone.flatMap(({ lines }) => lines).reduce((sum, { quantity }) => sum + quantity, 0);
    expect(levels.reduce((sum, { sold }) => sum + sold, 0)).toBe(units);
  });

  it('should have levels with nothing to sell, with a few and with plenty', () => {
    const free = levels.map(({ onHand, reserved }) => onHand - reserved);
    const share = (from: number, to: number) =>
      free.filter((units) => units >= from && units <= to).length / free.length;
    expect(share(0, 0)).toBeGreaterThan(0.08);
    expect(share(1, 5)).toBeGreaterThan(0.1);
    expect(share(6, 120)).toBeGreaterThan(0.6);
  });
});
