import { serialize, UUID } from 'bson';
import { Binary, type Collection, Decimal128, type Document, Double, Int32, Long } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { RawClient } from '../../test/raw-client.js';
import { startTestServer } from '../../test/test-server.js';

interface Row extends Document {
  _id: number | string;
}

describe('the engine', () => {
  it('should give documents back byte for byte, also after a restart', async () => {
    const server = await startTestServer();
    const document = {
      _id: 1,
      int: new Int32(1),
      double: new Double(1),
      long: Long.fromString('9007199254740993'),
      decimal: Decimal128.fromString('1.10'),
      binary: new Binary(Buffer.from([1, 2, 3]), 0x80),
      regex: /a.b/i,
      date: new Date(5),
      nested: { b: 1, a: [null, { c: true }] },
    };
    await (await server.db()).collection<Row>('rows').insertOne(document);
    await server.stop();
    await server.start();
    const rows = (await server.db()).collection<Row>('rows');
    const [found] = await rows.find({}, { raw: true } as never).toArray();
    expect(Buffer.from(found as unknown as Uint8Array)).toEqual(Buffer.from(serialize(document)));
  });

  it('should put _id first and make one where there is none', async () => {
    const server = await startTestServer();
    const client = await RawClient.connect(server.port);
    await client.command({ insert: 'rows', documents: [{ a: 1, _id: 7 }, { b: 2 }], $db: 'test' });
    client.close();
    const found = await (await server.db()).collection<Row>('rows').find({}).sort({ a: -1 }).toArray();
    expect(found.map((row) => Object.keys(row))).toEqual([
      ['_id', 'a'],
      ['_id', 'b'],
    ]);
  });

  it('should keep unique keys through inserts, updates, sparse and partial indexes', async () => {
    const rows = (await (await startTestServer()).db()).collection<Row>('rows');
    await rows.createIndex({ a: 1, b: 1 }, { unique: true });
    await rows.createIndex({ s: 1 }, { unique: true, sparse: true });
    await rows.createIndex({ p: 1 }, { unique: true, partialFilterExpression: { live: true } });
    await rows.insertMany([
      { _id: 1, a: 1, b: 1, p: 1, live: true },
      { _id: 2, a: 1, b: 2, p: 1, live: false },
    ]);
    await expect(rows.insertOne({ _id: 3, a: 1, b: 2 })).rejects.toMatchObject({
      code: 11000,
      message: 'E11000 duplicate key error collection: test.rows index: a_1_b_1 dup key: { a: 1, b: 2 }',
      keyPattern: { a: 1, b: 1 },
      keyValue: { a: 1, b: 2 },
    });
    await expect(rows.updateOne({ _id: 2 }, { $set: { live: true } })).rejects.toMatchObject({
      code: 11000,
      keyPattern: { p: 1 },
    });
    await rows.updateOne({ _id: 1 }, { $set: { p: 2 } });
    await rows.updateOne({ _id: 2 }, { $set: { live: true } });
    await rows.insertMany([
      { _id: 4, a: 4 },
      { _id: 5, a: 5 },
    ]);
    await rows.updateOne({ _id: 4 }, { $set: { s: 'x' } });
    await expect(rows.updateOne({ _id: 5 }, { $set: { s: 'x' } })).rejects.toMatchObject({ code: 11000 });
    expect(await rows.findOne({ _id: 5 })).toEqual({ _id: 5, a: 5 });
  });

  it('should build an index over what is there, or leave no trace when two documents clash', async () => {
    const rows = (await (await startTestServer()).db()).collection<Row>('rows');
    await rows.insertMany([
      { _id: 1, k: 1 },
      { _id: 2, k: 1 },
    ]);
    await expect(rows.createIndex({ k: 1 }, { unique: true })).rejects.toMatchObject({ code: 11000 });
    expect((await rows.indexes()).map(({ name }) => name)).toEqual(['_id_']);
    await rows.createIndex({ k: 1 });
    expect(await rows.find({ k: 1 }, { hint: 'k_1' }).toArray()).toHaveLength(2);
    await rows.dropIndex('k_1');
    await expect(rows.find({ k: 1 }, { hint: 'k_1' }).toArray()).rejects.toMatchObject({ code: 2 });
  });

  it('should refuse an index over two arrays of one document', async () => {
    const rows = (await (await startTestServer()).db()).collection<Row>('rows');
    await rows.createIndex({ a: 1, b: 1 });
    await expect(rows.insertOne({ _id: 1, a: [1], b: [2] })).rejects.toMatchObject({ code: 171 });
    await rows.insertOne({ _id: 2, a: [1, 2], b: 2 });
    expect(await rows.find({ a: 2, b: 2 }).toArray()).toEqual([{ _id: 2, a: [1, 2], b: 2 }]);
  });

  it('should index values that are longer than what lmdb takes as a key', async () => {
    const rows = (await (await startTestServer()).db()).collection<Row>('rows');
    await rows.createIndex({ text: 1 }, { unique: true });
    const long = (end: string) => 'x'.repeat(3_000) + end;
    await rows.insertMany([
      { _id: long('b'), text: long('2') },
      { _id: long('a'), text: long('1') },
      { _id: 'y', text: 'y' },
    ]);
    await expect(rows.insertOne({ _id: 9, text: long('1') })).rejects.toMatchObject({ code: 11000 });
    await expect(rows.insertOne({ _id: long('a') })).rejects.toMatchObject({ code: 11000 });
    const ends = (list: Row[], field: string) => list.map((row) => String(row[field]).at(-1));
    expect(ends(await rows.find({ text: long('2') }).toArray(), 'text')).toEqual(['2']);
    expect(ends(await rows.find({}).sort({ text: -1 }).toArray(), 'text')).toEqual(['y', '2', '1']);
    expect(
      ends(
        await rows
          .find({ text: { $gt: long('1') } })
          .sort({ text: 1 })
          .toArray(),
        'text',
      ),
    ).toEqual(['2', 'y']);
    expect(ends(await rows.find({}).sort({ _id: 1 }).toArray(), '_id')).toEqual(['a', 'b', 'y']);
    expect((await rows.deleteOne({ _id: long('a') })).deletedCount).toBe(1);
  });

  it('should delete documents whose time is over', async () => {
    const server = await startTestServer({ ttlIntervalMs: 20 });
    const rows = (await server.db()).collection<Row>('rows');
    await rows.createIndex({ at: 1 }, { expireAfterSeconds: 60 });
    const stream = rows.watch([{ $match: { operationType: 'delete' } }], { maxAwaitTimeMS: 200 });
    await stream.tryNext();
    const now = Date.now();
    await rows.insertMany([
      { _id: 'old', at: new Date(now - 61_000) },
      { _id: 'list', at: [new Date(now), new Date(now - 61_000)] },
      { _id: 'new', at: new Date(now) },
      { _id: 'none' },
      { _id: 'number', at: 1 },
    ]);
    const gone = [await stream.next(), await stream.next()].map(
      (event) => (event as { documentKey?: Row }).documentKey!._id,
    );
    expect(gone.sort()).toEqual(['list', 'old']);
    await stream.close();
    expect((await rows.find().toArray()).map(({ _id }) => _id).sort()).toEqual(['new', 'none', 'number']);
  });

  it('should keep a cursor on the state that it began with', async () => {
    const rows = (await (await startTestServer()).db()).collection<Row>('rows');
    await rows.insertMany(Array.from({ length: 10 }, (_, n) => ({ _id: n })));
    const cursor = rows.find({}, { batchSize: 2 });
    expect((await cursor.next())?._id).toBe(0);
    await rows.deleteMany({ _id: { $gt: 4 } });
    expect(await cursor.toArray()).toHaveLength(9);
    expect(await rows.countDocuments()).toBe(5);
  });

  it('should answer a write that is tried again with what the first answered, also after a restart', async () => {
    const server = await startTestServer();
    const lsid = { id: new UUID() };
    const command = {
      update: 'rows',
      updates: [{ q: { _id: 1 }, u: { $inc: { n: 1 } }, upsert: true }],
      $db: 'test',
      lsid,
      txnNumber: Long.fromNumber(1),
    };
    let client = await RawClient.connect(server.port);
    const first = await client.command(command);
    expect(await client.command(command)).toMatchObject({ n: 1, upserted: first.upserted as unknown });
    client.close();
    await server.stop();
    await server.start();
    client = await RawClient.connect(server.port);
    expect(await client.command(command)).toMatchObject({ n: 1, upserted: first.upserted as unknown });
    expect(await client.command({ ...command, txnNumber: Long.fromNumber(2) })).toMatchObject({
      n: 1,
      nModified: 1,
    });
    expect(await client.command(command)).toMatchObject({ code: 225 });
    client.close();
    const rows: Collection<Row> = (await server.db()).collection('rows');
    expect(await rows.findOne({ _id: 1 })).toEqual({ _id: 1, n: 2 });
  });

  it('should roll back a failing command alone when others share its commit', async () => {
    const rows = (await (await startTestServer()).db()).collection<Row>('rows');
    await rows.createIndex({ k: 1 }, { unique: true });
    const attempts = Array.from({ length: 40 }, (_, n) =>
      rows.insertOne({ _id: n, k: n % 20 }).then(
        () => true,
        () => false,
      ),
    );
    const outcomes = await Promise.all(attempts);
    expect(outcomes.filter(Boolean)).toHaveLength(20);
    expect(await rows.countDocuments()).toBe(20);
    expect(await rows.find({ k: { $gte: 0 } }, { hint: 'k_1' }).toArray()).toHaveLength(20);
  });

  it('should give up a query whose time is over, and take back what an update had done', async () => {
    const rows = (await (await startTestServer()).db()).collection<Row>('rows');
    for (let from = 0; from < 12_000; from += 6_000) {
      await rows.insertMany(
        Array.from({ length: 6_000 }, (_, n) => ({ _id: from + n, text: 'x'.repeat(100) })),
      );
    }
    await expect(
      rows.find({ $expr: { $eq: ['$text', 'y'] } }, { maxTimeMS: 1 }).toArray(),
    ).rejects.toMatchObject({ code: 50 });
    await expect(
      rows.updateMany({ text: { $ne: 'y' } }, { $set: { n: 1 } }, { maxTimeMS: 1 }),
    ).rejects.toMatchObject({ code: 50 });
    expect(await rows.countDocuments({ n: 1 })).toBe(0);
  });

  it('should rename and drop collections with all that belongs to them', async () => {
    const db = await (await startTestServer()).db();
    await db.collection<Row>('a').insertOne({ _id: 1, k: 1 });
    await db.collection('a').createIndex({ k: 1 });
    await db.collection('a').rename('b');
    expect(await db.collection('b').find({ k: 1 }, { hint: 'k_1' }).toArray()).toEqual([{ _id: 1, k: 1 }]);
    await expect(db.collection('missing').rename('c')).rejects.toMatchObject({ code: 26 });
    await db.collection('b').drop();
    await db.collection<Row>('b').insertOne({ _id: 2 });
    expect((await db.collection('b').indexes()).map(({ name }) => name)).toEqual(['_id_']);
    await db.dropDatabase();
    expect(await db.listCollections().toArray()).toEqual([]);
  });
});
