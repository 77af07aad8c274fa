import { describe, expect, it } from 'vitest';
import { encodeCursor } from '../graphql/cursor.js';
import { type PageOrder, pageOf, planPage } from './page-query.js';

const byPrice: PageOrder = {
  name: 'products:price',
  fields: [
    ['price.amount', 1],
    ['createdAt', -1],
    ['_id', 1],
  ],
};
const created = new Date('2026-01-02T03:04:05.678Z');
const after = encodeCursor({ order: byPrice.name, key: [500, created, 'p5'] });

describe('planPage', () => {
  it('should read one document more than the page has', () => {
    expect(planPage({ status: 'ACTIVE' }, byPrice, { first: 20 })).toEqual({
      filter: { status: 'ACTIVE' },
      sort: { 'price.amount': 1, createdAt: -1, _id: 1 },
      limit: 21,
    });
  });

  it('should keep the order of the fields that are sorted by', () => {
    const { sort } = planPage({}, byPrice, { first: 1 });
    expect(Object.keys(sort)).toEqual(['price.amount', 'createdAt', '_id']);
  });

  it('should go on behind the cursor, field by field, each in its own direction', () => {
    expect(planPage({ status: 'ACTIVE' }, byPrice, { first: 20, after }).filter).toEqual({
      $and: [
        { status: 'ACTIVE' },
        {
          'price.amount': { $gte: 500 },
          $or: [
            { 'price.amount': { $gt: 500 } },
            { 'price.amount': 500, createdAt: { $lt: created } },
            { 'price.amount': 500, createdAt: created, _id: { $gt: 'p5' } },
          ],
        },
      ],
    });
  });

  it("should not let the cursor's bounds replace the filter's own", () => {
    const filter = { 'price.amount': { $lte: 900 }, $or: [{ brand: 'a' }, { brand: 'b' }] };
    expect(planPage(filter, byPrice, { first: 1, after }).filter.$and).toHaveLength(2);
    expect((planPage(filter, byPrice, { first: 1, after }).filter.$and as unknown[])[0]).toBe(filter);
  });

  it('should refuse a cursor of another order', () => {
    expect(() => planPage({}, { ...byPrice, name: 'products:name' }, { first: 1, after })).toThrow(
      'belongs to a list in another order',
    );
  });
});

describe('pageOf', () => {
  const rows = [1, 2, 3].map((nth) => ({ _id: `p${nth}`, price: { amount: nth }, createdAt: created }));

  it('should leave out the document that only says that there is more', () => {
    const page = pageOf(rows, byPrice, { first: 2 });
    expect(page.nodes).toEqual(rows.slice(0, 2));
    expect(page).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
  });

  it('should be the last page when no more than asked for was found', () => {
    expect(pageOf(rows, byPrice, { first: 3, after })).toMatchObject({
      nodes: rows,
      hasNextPage: false,
      hasPreviousPage: true,
    });
    expect(pageOf([], byPrice, { first: 3 })).toMatchObject({ nodes: [], hasNextPage: false });
  });

  it('should give each document the cursor of its place', () => {
    const [row] = rows;
    if (!row) throw new Error('no rows');
    const expected = encodeCursor({ order: byPrice.name, key: [1, created, 'p1'] });
    expect(pageOf(rows, byPrice, { first: 3 }).cursorOf(row)).toBe(expected);
  });

  it('should not make a cursor of a document that lacks a field to sort by', () => {
    const page = pageOf([{ _id: 'p1', createdAt: created }], byPrice, { first: 3 });
    expect(() => page.cursorOf({ _id: 'p1', createdAt: created })).toThrow('no price.amount');
  });
});
