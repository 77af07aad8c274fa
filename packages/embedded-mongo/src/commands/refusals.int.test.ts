import type { Db } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { startTestServer } from '../../test/test-server.js';

/** What must be refused, with MongoDB's code and words that name the feature. */
const REFUSED: readonly [string, (db: Db) => Promise<unknown>, number, RegExp][] = [
  [
    'a collation',
    (db) =>
      db
        .collection('c')
        .find({}, { collation: { locale: 'de' } })
        .toArray(),
    115,
    /collation is not supported/,
  ],
  ['a view', (db) => db.createCollection('v', { viewOn: 'c', pipeline: [] }), 115, /views are not supported/],
  [
    'a capped collection',
    (db) => db.createCollection('v', { capped: true, size: 100 }),
    115,
    /capped collections are not supported/,
  ],
  [
    'a time series',
    (db) => db.createCollection('v', { timeseries: { timeField: 't' } }),
    115,
    /time-series collections are not supported/,
  ],
  [
    'a validator',
    (db) => db.createCollection('v', { validator: {} }),
    115,
    /document validation is not supported/,
  ],
  [
    'a text index',
    (db) => db.collection('c').createIndex({ a: 'text' }),
    67,
    /text indexes are not supported/,
  ],
  [
    'a geo index',
    (db) => db.collection('c').createIndex({ a: '2dsphere' }),
    67,
    /2dsphere indexes are not supported/,
  ],
  [
    'a hashed index',
    (db) => db.collection('c').createIndex({ a: 'hashed' }),
    67,
    /hashed indexes are not supported/,
  ],
  [
    'a wildcard index',
    (db) => db.collection('c').createIndex({ '$**': 1 }),
    67,
    /wildcard indexes are not supported/,
  ],
  [
    'an index with collation',
    (db) => db.collection('c').createIndex({ a: 1 }, { collation: { locale: 'de' } }),
    67,
    /collation is not supported/,
  ],
  [
    'an unknown index option',
    (db) => db.collection('c').createIndex({ a: 1 }, { storageEngine: {} } as never),
    197,
    /'storageEngine' is not supported/,
  ],
  ['$where', (db) => db.collection('c').find({ $where: 'true' }).toArray(), 2, /\$where is not supported/],
  [
    '$text',
    (db) =>
      db
        .collection('c')
        .find({ $text: { $search: 'x' } })
        .toArray(),
    2,
    /\$text is not supported/,
  ],
  [
    '$jsonSchema',
    (db) => db.collection('c').find({ $jsonSchema: {} }).toArray(),
    2,
    /\$jsonSchema is not supported/,
  ],
  [
    'more acknowledgements than nodes',
    (db) => db.collection('c').insertOne({}, { writeConcern: { w: 2 } }),
    100,
    /w: 2 is not supported/,
  ],
  [
    'a tailable cursor',
    (db) => db.collection('c').find({}, { tailable: true }).toArray(),
    115,
    /'tailable' is not supported/,
  ],
  [
    'min and max',
    (db) =>
      db
        .collection('c')
        .find({}, { min: { a: 1 } })
        .toArray(),
    115,
    /'min' is not supported/,
  ],
  [
    'a stage that is not there',
    (db) =>
      db
        .collection('c')
        .aggregate([{ $collStats: {} }])
        .toArray(),
    40324,
    /\$collStats/,
  ],
  ['an unknown command', (db) => db.command({ mapReduce: 'c' }), 59, /no such command: 'mapReduce'/],
  [
    'an unknown field of a command',
    (db) => db.command({ find: 'c', fnord: 1 }),
    40415,
    /'find.fnord' is an unknown field/,
  ],
  [
    'an unknown field of a statement',
    (db) => db.command({ update: 'c', updates: [{ q: {}, u: {}, fnord: 1 }] }),
    40415,
    /fnord' is an unknown field/,
  ],
  [
    'a hint that is no index',
    (db) => db.collection('c').find({}, { hint: 'none' }).toArray(),
    2,
    /hint provided does not correspond/,
  ],
  [
    'a parameter that it does not have',
    (db) => db.admin().command({ getParameter: 1, logLevel: 1 }),
    40415,
    /'getParameter.logLevel' is an unknown field/,
  ],
  [
    'a command outside of the stable API, when that is strict',
    (db) => db.command({ distinct: 'c', key: 'a', apiVersion: '1', apiStrict: true }),
    323,
    /distinct is not in API Version 1/,
  ],
  [
    'a stage outside of the stable API, when that is strict',
    (db) =>
      db.admin().command({
        aggregate: 1,
        pipeline: [{ $listLocalSessions: {} }],
        cursor: {},
        apiVersion: '1',
        apiStrict: true,
      }),
    323,
    /\$listLocalSessions is not in API Version 1/,
  ],
  [
    'another version of the API',
    (db) => db.command({ ping: 1, apiVersion: '2' }),
    322,
    /API version must be "1"/,
  ],
  [
    'a strict API without a version',
    (db) => db.command({ ping: 1, apiStrict: true }),
    4886600,
    /without passing apiVersion/,
  ],
  [
    'test commands',
    (db) => db.admin().command({ configureFailPoint: 'failCommand', mode: 'off' }),
    59,
    /configureFailPoint/,
  ],
];

describe('a server', () => {
  it('should tell the parameters that tools ask for', async () => {
    const db = (await (await startTestServer({ testCommands: true })).client()).db('admin');
    expect(await db.command({ getParameter: 1, enableTestCommands: 1 })).toMatchObject({
      enableTestCommands: true,
      ok: 1,
    });
    expect(await db.command({ getParameter: '*' })).toMatchObject({
      authenticationMechanisms: ['SCRAM-SHA-256'],
      featureCompatibilityVersion: { version: '8.0' },
      requireApiVersion: false,
    });
    await expect(db.command({ getParameter: 1 })).rejects.toMatchObject({ code: 72 });
  });

  it('should refuse what it does not do, by its name, and change nothing', async () => {
    const db = await (await startTestServer()).db();
    await db.collection<{ _id: number }>('c').insertOne({ _id: 1 });
    const seen: unknown[] = [];
    for (const [what, attempt] of REFUSED) {
      const error = await attempt(db).then(
        () => ({ code: 0, message: 'was accepted' }),
        (reason: { code: number; message: string }) => reason,
      );
      seen.push([what, error.code, error.message]);
    }
    expect(seen).toEqual(
      REFUSED.map(([what, , code, message]) => [what, code, expect.stringMatching(message)]),
    );
    expect(await db.listCollections({}, { nameOnly: true }).toArray()).toEqual([
      { name: 'c', type: 'collection' },
    ]);
    expect(await db.collection('c').find().toArray()).toEqual([{ _id: 1 }]);
    expect(await db.collection('c').indexes()).toHaveLength(1);
  });
});
