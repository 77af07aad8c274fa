import { describe, expect, it } from 'vitest';
import { ratingOf } from './reviews.js';
import { seedWorld } from './world.js';
import type { SeedReview } from './world.types.js';

const world = seedWorld({ scale: 10 });
const products = [...world.products];
const users = [...world.users];
const reviews = [...world.reviews];
const byProduct = new Map<string, SeedReview[]>();
for (const review of reviews) {
  byProduct.set(review.productId, [...(byProduct.get(review.productId) ?? []), review]);
}

describe('categories', () => {
  it('should be a tree of three or four levels whose parents come first', () => {
    const seen = new Map<string, readonly string[]>();
    for (const { id, parentId, ancestorIds } of world.categories) {
      const parents = parentId === null ? [] : [...seen.get(parentId)!, parentId];
      expect(ancestorIds).toEqual(parents);
      seen.set(id, ancestorIds);
    }
    expect(Math.max(...Array.from(seen.values(), (path) => path.length + 1))).toBe(4);
    expect(new Set(world.categories.map(({ slug }) => slug)).size).toBe(world.categories.length);
  });

  it('should have products in every leaf and in leaves only', () => {
    const parents = new Set(world.categories.map(({ parentId }) => parentId));
    const leaves = world.categories.filter(({ id }) => !parents.has(id)).map(({ id }) => id);
    const used = new Set([...seedWorld().products].map(({ categoryId }) => categoryId));
    expect([...used].sort()).toEqual(leaves.sort());
  });
});

describe('products', () => {
  it('should have skus, slugs and names of their own', () => {
    for (const key of ['sku', 'slug', 'name'] as const) {
      expect(new Set(products.map((product) => product[key])).size).toBe(products.length);
    }
    expect(products.filter(({ sku }) => !/^[A-Z]{3}-\d{4}-[A-Z]{3}$/.test(sku))).toEqual([]);
    expect(products.filter(({ slug }) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug))).toEqual([]);
  });

  it('should be of a known brand, and every brand should have some', () => {
    const used = new Set([...seedWorld().products].map(({ brandId }) => brandId));
    expect([...used].sort()).toEqual(world.brands.map(({ id }) => id).sort());
  });

  it('should have whole positive prices, weights and sizes', () => {
    const numbers = products.flatMap(({ price, weightGrams, dimensions }) => [
      price.amountMinor,
      weightGrams,
      ...Object.values(dimensions),
    ]);
    expect(numbers.filter((value) => !Number.isSafeInteger(value) || value <= 0)).toEqual([]);
  });

  it('should have attributes with one value per name, the same names within a category', () => {
    const names = new Map<string, string>();
    for (const { categoryId, attributes } of products) {
      const own = attributes.map(({ name }) => name);
      expect(new Set(own).size).toBe(own.length);
      expect(names.get(categoryId) ?? own.join()).toBe(own.join());
      names.set(categoryId, own.join());
    }
  });

  it('should be archived for five in each 320', () => {
    expect([...seedWorld().products].filter(({ archived }) => archived)).toHaveLength(5);
  });
});

describe('reviews', () => {
  it('should be at most one per product and user, by customers only', () => {
    const customers = new Set(users.filter(({ roles }) => roles.includes('CUSTOMER')).map(({ id }) => id));
    expect(reviews.filter(({ userId }) => !customers.has(userId))).toEqual([]);
    expect(new Set(reviews.map(({ productId, userId }) => `${productId} ${userId}`)).size).toBe(
      reviews.length,
    );
  });

  it('should give the first five products a second page of fifty', () => {
    expect([0, 1, 2, 3, 4].map((index) => ratingOf(index).count)).toEqual([68, 64, 62, 61, 60]);
  });

  it('should add up to ratingOf for every product', () => {
    for (const [index, { id }] of products.entries()) {
      const given = (byProduct.get(id) ?? []).map(({ rating }) => rating as number);
      const sum = given.reduce((total, rating) => total + rating, 0);
      expect(ratingOf(index)).toEqual({
        count: given.length,
        sum,
        average: given.length === 0 ? null : sum / given.length,
        histogram: [1, 2, 3, 4, 5].map((rating) => given.filter((other) => other === rating).length),
      });
    }
  });

  it('should be younger than their product and have no placeholder left', () => {
    const created = new Map(products.map(({ id, createdAt }) => [id, createdAt]));
    expect(reviews.filter(({ productId, createdAt }) => createdAt <= created.get(productId)!)).toEqual([]);
    expect(reviews.filter(({ title, body }) => /[{}]|undefined/.test(title + body))).toEqual([]);
  });
});
