import type { Db } from 'mongodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { startTestServer } from '../../test/test-server.js';

type Row = { _id: number | string } & Record<string, unknown>;

// https://www.mongodb.com/docs/manual/reference/operator/aggregation/merge/
describe('$merge and $out', () => {
  let db: Db;

  // Closed after each test by startTestServer itself.
  beforeEach(async () => {
    db = await (await startTestServer()).db();
    await db.collection<Row>('source').insertMany([
      { _id: 1, n: 10, at: { key: 'a' } },
      { _id: 2, n: 20, at: { key: 'b' } },
    ]);
    await db.collection<Row>('target').insertOne({ _id: 1, kept: true, total: 5 });
  });

  const run = (...stages: object[]) =>
    db
      .collection('source')
      .aggregate([...stages])
      .toArray();
  const target = () => db.collection<Row>('target').find().sort({ _id: 1 }).toArray();

  it('should merge fields by _id and insert what is new, unless told otherwise', async () => {
    await run({ $project: { n: 1 } }, { $merge: 'target' });
    expect(await target()).toEqual([
      { _id: 1, kept: true, total: 5, n: 10 },
      { _id: 2, n: 20 },
    ]);
  });

  it('should give a pipeline the merged document as $$new', async () => {
    const whenMatched = [{ $set: { total: { $add: ['$total', '$$new.n'] } } }];
    await run({ $merge: { into: 'target', whenMatched, whenNotMatched: 'discard' } });
    expect(await target()).toEqual([{ _id: 1, kept: true, total: 15 }]);
  });

  it('should evaluate let on the merged document, with the variables of the command', async () => {
    const merge = {
      into: 'target',
      let: { twice: { $multiply: ['$n', '$$factor'] }, whole: '$$ROOT' },
      whenMatched: [{ $set: { total: '$$twice', key: '$$whole.at.key' } }],
      whenNotMatched: 'discard',
    };
    await db
      .collection('source')
      .aggregate([{ $merge: merge }], { let: { factor: 2 } })
      .toArray();
    expect(await target()).toEqual([{ _id: 1, kept: true, total: 20, key: 'a' }]);
  });

  it('should find documents by a field inside another, and refuse one that has none', async () => {
    await db.collection('target').createIndex({ 'at.key': 1 }, { unique: true });
    await db.collection<Row>('target').insertOne({ _id: 'own', at: { key: 'b' } });
    await run({ $match: { _id: 2 } }, { $unset: '_id' }, { $merge: { into: 'target', on: 'at.key' } });
    expect((await target()).at(-1)).toEqual({ _id: 'own', at: { key: 'b' }, n: 20 });
    await expect(
      run({ $project: { n: 1 } }, { $merge: { into: 'target', on: 'at.key' } }),
    ).rejects.toMatchObject({ code: 51132, message: expect.stringContaining("'on' field 'at.key'") });
  });

  it('should replace a whole collection by $out', async () => {
    await run({ $project: { n: 1 } }, { $out: 'target' });
    expect(await target()).toEqual([
      { _id: 1, n: 10 },
      { _id: 2, n: 20 },
    ]);
  });
});
