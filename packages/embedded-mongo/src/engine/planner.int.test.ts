import fc from 'fast-check';
import type { Collection, Db, Document, Filter, Sort } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { startTestServer } from '../../test/test-server.js';

interface Plan {
  stage: string;
  indexName?: string;
  inputStage?: Plan;
}

/** The stages of a plan from the outside in, with the index: ['LIMIT', 'FETCH', 'IXSCAN a_1']. */
function stages(plan: Plan | undefined): string[] {
  if (!plan) return [];
  return [plan.indexName ? `${plan.stage} ${plan.indexName}` : plan.stage, ...stages(plan.inputStage)];
}

async function planOf(
  rows: Collection,
  filter: Filter<Document>,
  sort: Sort = {},
  limit = 0,
): Promise<string[]> {
  const explained = (await rows.find(filter, { sort, limit }).explain('queryPlanner')) as Document;
  return stages((explained.queryPlanner as { winningPlan: Plan }).winningPlan);
}

async function filled(db: Db): Promise<Collection> {
  const rows = db.collection('rows');
  await rows.createIndexes([
    { key: { shop: 1, at: -1 } },
    { key: { sku: 1 }, unique: true },
    { key: { tags: 1, at: 1 } },
    { key: { email: 1 }, sparse: true },
    { key: { at: 1 }, partialFilterExpression: { open: true }, name: 'open_at' },
    { key: { 'lines.sku': 1, 'lines.count': 1 } },
  ]);
  const documents = Array.from({ length: 300 }, (_, n) => ({
    _id: n as never,
    shop: n % 10,
    at: (n * 7) % 300,
    sku: `s${n}`,
    tags: n % 5 === 0 ? [] : [`t${n % 3}`, `t${n % 4}`],
    ...(n % 2 === 0 && { email: `e${n}` }),
    open: n % 3 === 0,
    lines: [{ sku: n % 4, count: n % 2 }, { sku: n % 6 }],
  }));
  await rows.insertMany(documents);
  return rows;
}

describe('the planner', () => {
  it('should serve equality, range and order from the index that fits', async () => {
    const rows = await filled(await (await startTestServer()).db());
    expect(await planOf(rows, { _id: 5 as never })).toEqual(['IDHACK _id_']);
    expect(await planOf(rows, { sku: 's1' })).toEqual(['FETCH', 'IXSCAN sku_1']);
    expect(await planOf(rows, { shop: 3 }, { at: -1 }, 5)).toEqual(['LIMIT', 'FETCH', 'IXSCAN shop_1_at_-1']);
    expect(await planOf(rows, { shop: 3, at: { $gt: 10 } }, { at: 1 })).toEqual([
      'FETCH',
      'IXSCAN shop_1_at_-1',
    ]);
    expect(await planOf(rows, { shop: { $in: [1, 2, 3] } }, { at: -1 }, 5)).toEqual([
      'LIMIT',
      'FETCH',
      'SORT_MERGE',
      'IXSCAN shop_1_at_-1',
    ]);
    expect(await planOf(rows, { shop: { $in: [1, 2] } }, { shop: 1, at: -1 })).toEqual([
      'FETCH',
      'IXSCAN shop_1_at_-1',
    ]);
    expect(await planOf(rows, { shop: { $in: [1, 2] } }, { sku: 1 })).toEqual([
      'SORT',
      'FETCH',
      'IXSCAN shop_1_at_-1',
    ]);
    expect(await planOf(rows, { tags: 't1' }, { at: 1 })).toEqual(['FETCH', 'IXSCAN tags_1_at_1']);
    expect(await planOf(rows, {}, { sku: -1 }, 3)).toEqual(['LIMIT', 'FETCH', 'IXSCAN sku_1']);
    expect(await planOf(rows, { $or: [{ sku: 's1' }, { shop: 2 }] })).toEqual(['FETCH', 'OR']);
    expect(await planOf(rows, { unindexed: 1 })).toEqual(['COLLSCAN']);
  });

  it('should use sparse and partial indexes only where they hold all answers', async () => {
    const rows = await filled(await (await startTestServer()).db());
    expect(await planOf(rows, { email: 'e4' })).toEqual(['FETCH', 'IXSCAN email_1']);
    expect(await planOf(rows, { email: null })).toEqual(['COLLSCAN']);
    expect(await planOf(rows, {}, { email: 1 })).toEqual(['SORT', 'COLLSCAN']);
    expect(await planOf(rows, { open: true, at: { $lt: 9 } })).toEqual(['FETCH', 'IXSCAN open_at']);
    expect(await planOf(rows, { open: false, at: { $lt: 9 } })).toEqual(['COLLSCAN']);
  });

  it('should read no more documents than it returns when an index serves filter, order and limit', async () => {
    const rows = await filled(await (await startTestServer()).db());
    const explained = (await rows
      .find({ shop: 3 }, { sort: { at: -1 }, limit: 5 })
      .explain('executionStats')) as Document;
    expect(explained.executionStats).toMatchObject({
      nReturned: 5,
      totalKeysExamined: 5,
      totalDocsExamined: 5,
    });
  });

  it('should find documents of which different elements of an array satisfy the filter', async () => {
    const rows = (await (await startTestServer()).db()).collection('rows');
    await rows.createIndex({ 'lines.sku': 1, 'lines.count': 1 });
    await rows.insertMany([
      { _id: 1 as never, lines: [{ sku: 2, count: 0 }, { sku: 0 }] },
      { _id: 2 as never, lines: [{ sku: 0, count: 0 }] },
      { _id: 3 as never, lines: [{ sku: 2, count: 0 }] },
    ]);
    const filter = { 'lines.sku': 0, 'lines.count': { $lte: 0 } };
    expect(await planOf(rows, filter)).toEqual(['FETCH', 'IXSCAN lines.sku_1_lines.count_1']);
    const ids = (await rows.find(filter).toArray()).map(({ _id }) => Number(_id));
    expect(ids.sort()).toEqual([1, 2]);
  });

  it('should find the same with and without indexes, in the order asked for', async () => {
    const db = await (await startTestServer()).db();
    const rows = await filled(db);
    const plain = db.collection('plain');
    await plain.insertMany(await rows.find().toArray());
    const value = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.constantFrom('t0', 't1', 's7', 'e4', null));
    const condition = fc.oneof(
      value,
      fc.record({ $in: fc.array(value, { maxLength: 4 }) }),
      fc
        .record({ $gt: value, $lte: value }, { requiredKeys: [] })
        .filter((one) => Object.keys(one).length > 0),
      fc.record({ $ne: value }),
      fc.record({ $exists: fc.boolean() }),
    );
    const path = fc.constantFrom(
      'shop',
      'at',
      'sku',
      'tags',
      'email',
      'open',
      'lines.sku',
      'lines.count',
      '_id',
    );
    const simple = fc.dictionary(path, condition, { minKeys: 1, maxKeys: 3 });
    const filter = fc.oneof(simple, fc.record({ $or: fc.array(simple, { minLength: 1, maxLength: 3 }) }));
    const order = fc.array(fc.tuple(path, fc.constantFrom(1 as const, -1 as const)), { maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(filter, order, fc.integer({ min: 0, max: 20 }), async (query, sort, limit) => {
        const options = { sort: Object.fromEntries([...sort, ['_id', 1]]) as Sort, limit };
        const left = await rows.find(query as Filter<Document>, options).toArray();
        const right = await plain.find(query as Filter<Document>, options).toArray();
        expect(left.map(({ _id }) => _id)).toEqual(right.map(({ _id }) => _id));
        const [some, all] = [
          await rows.find(query as Filter<Document>).toArray(),
          await plain.countDocuments(query as Filter<Document>),
        ];
        expect(new Set(some.map(({ _id }) => _id)).size).toBe(all);
      }),
      { numRuns: 150 },
    );
  });
});
