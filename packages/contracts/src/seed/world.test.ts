import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isIdOf } from '../ids.js';
import { seedWorld } from './world.js';
import type { SeedList, SeedWorld } from './world.types.js';

const LISTS = [
  'products',
  'users',
  'stockLevels',
  'reservations',
  'orders',
  'payments',
  'carts',
  'reviews',
] as const;

/** JSON with the keys of every object in order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

function digestOf(world: SeedWorld): string {
  const lists = Object.fromEntries(LISTS.map((name) => [name, [...(world[name] as SeedList<unknown>)]]));
  return createHash('sha256')
    .update(canonical({ ...world, ...lists }))
    .digest('hex');
}

function countsOf(world: SeedWorld): Record<string, number> {
  return Object.fromEntries(LISTS.map((name) => [name, world[name].length]));
}

describe('seedWorld', () => {
  it('should be the same bytes on every machine', () => {
    // A change of the vocabulary or of a rule changes this value: that is a new world for everybody who seeded the old.
    expect(digestOf(seedWorld())).toBe('263476e855915995ac5d70ef358ba734fc454d631a23f87a2545117a71c525f2');
    expect(digestOf(seedWorld({ scale: 3 }))).toBe(
      '37e50670bea17c0e01c8bc4635fe8239ce308e9c28277462cdc2ec02576f4e43',
    );
  });

  it('should have the promised counts at every scale', () => {
    expect(countsOf(seedWorld())).toMatchObject({
      products: 320,
      users: 80,
      stockLevels: 960,
      orders: 400,
      carts: 12,
      reviews: 1500,
    });
    expect(countsOf(seedWorld({ scale: 10 }))).toMatchObject({
      products: 3200,
      users: 800,
      stockLevels: 9600,
      orders: 4000,
      carts: 120,
      reviews: 15000,
    });
    const { brands, categories, warehouses } = seedWorld();
    expect([brands.length, categories.length, warehouses.length]).toEqual([24, 46, 3]);
  });

  it('should make an item by index as it does when iterating', () => {
    const world = seedWorld({ scale: 2 });
    for (const name of LISTS) {
      const list = world[name] as SeedList<unknown>;
      const all = [...list];
      expect(all).toHaveLength(list.length);
      const last = list.length - 1;
      expect([list.at(0), list.at(7), list.at(last)]).toEqual([all[0], all[7], all[last]]);
    }
  });

  it('should extend products, users, carts and reviews of a smaller world without changing them', () => {
    const small = seedWorld();
    const large = seedWorld({ scale: 10 });
    for (const name of ['products', 'users', 'carts', 'reviews'] as const) {
      for (let index = 0; index < small[name].length; index += 3) {
        expect(large[name].at(index)).toEqual(small[name].at(index));
      }
    }
  });

  it('should give every entity a well-formed id that no other has', () => {
    const world = seedWorld({ scale: 10 });
    const entities = [
      ['Product', world.products],
      ['User', world.users],
      ['StockLevel', world.stockLevels],
      ['Reservation', world.reservations],
      ['Order', world.orders],
      ['Payment', world.payments],
      ['Cart', world.carts],
      ['Review', world.reviews],
    ] as const;
    for (const [entity, list] of entities) {
      const ids = Array.from<{ id: string }, string>(list, ({ id }) => id);
      expect(ids.filter((id) => !isIdOf(entity, id))).toEqual([]);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('should refuse a scale of %s', (scale) => {
    expect(() => seedWorld({ scale })).toThrow(RangeError);
  });

  it.each([-1, 320, 0.5])('should refuse to give the item at %s of 320', (index) => {
    expect(() => seedWorld().products.at(index)).toThrow(RangeError);
  });
});
