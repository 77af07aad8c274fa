import { type ChangeStream, Timestamp } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { startTestServer } from '../../test/test-server.js';

interface Row {
  _id: number;
  n?: number;
  a?: { b: number; c?: number };
  list?: number[];
  fresh?: boolean;
  b?: number;
}

/** What an event says, without its times. */
function told(event: unknown): Record<string, unknown> {
  const { operationType, fullDocument, documentKey, updateDescription, ns } = event as Record<
    string,
    unknown
  >;
  return { operationType, fullDocument, documentKey, updateDescription, ns };
}

/** The kind of an event, and the document before and after it. */
function imagesOf(event: unknown): unknown[] {
  const { operationType, fullDocumentBeforeChange, fullDocument } = event as Record<string, unknown>;
  return [operationType, fullDocumentBeforeChange, fullDocument];
}

async function opened(stream: ChangeStream): Promise<ChangeStream> {
  await stream.tryNext();
  return stream;
}

describe('change streams', () => {
  it('should tell of inserts, updates, replacements and deletes in order', async () => {
    const db = await (await startTestServer()).db();
    const rows = db.collection<Row>('rows');
    const stream = await opened(rows.watch([], { maxAwaitTimeMS: 50 }));
    await rows.insertOne({ _id: 1, a: { b: 1, c: 2 }, list: [1, 2, 3] });
    await rows.updateOne(
      { _id: 1 },
      {
        $set: { 'a.b': 5, fresh: true },
        $unset: { 'a.c': '' },
        $pop: { list: 1 },
      },
    );
    await rows.replaceOne({ _id: 1 }, { b: 2 });
    await rows.deleteOne({ _id: 1 });
    const ns = { db: 'test', coll: 'rows' };
    const events = [await stream.next(), await stream.next(), await stream.next(), await stream.next()];
    expect(events.map(told)).toEqual([
      {
        operationType: 'insert',
        fullDocument: { _id: 1, a: { b: 1, c: 2 }, list: [1, 2, 3] },
        documentKey: { _id: 1 },
        ns,
      },
      {
        operationType: 'update',
        documentKey: { _id: 1 },
        ns,
        updateDescription: {
          updatedFields: { 'a.b': 5, fresh: true },
          removedFields: ['a.c'],
          truncatedArrays: [{ field: 'list', newSize: 2 }],
        },
      },
      { operationType: 'replace', fullDocument: { _id: 1, b: 2 }, documentKey: { _id: 1 }, ns },
      { operationType: 'delete', documentKey: { _id: 1 }, ns },
    ]);
    await stream.close();
  });

  it('should look up the present document, filter by a pipeline and watch a whole database', async () => {
    const db = await (await startTestServer()).db();
    const stream = await opened(
      db.watch([{ $match: { operationType: 'update' } }], {
        fullDocument: 'updateLookup',
        maxAwaitTimeMS: 50,
      }),
    );
    const rows = db.collection<Row>('rows');
    await rows.insertOne({ _id: 1, n: 1 });
    await rows.updateOne({ _id: 1 }, { $inc: { n: 1 } });
    await rows.updateOne({ _id: 1 }, { $inc: { n: 1 } });
    expect(told(await stream.next())).toMatchObject({
      operationType: 'update',
      fullDocument: { _id: 1, n: 3 },
    });
    await stream.close();
  });

  it('should resume after a token across a restart, without loss or repetition', async () => {
    const server = await startTestServer();
    let db = await server.db();
    const stream = await opened(db.collection<Row>('rows').watch([], { maxAwaitTimeMS: 50 }));
    await db.collection<Row>('rows').insertMany([{ _id: 1 }, { _id: 2 }, { _id: 3 }]);
    const first = await stream.next();
    await stream.close();
    await server.stop();
    await server.start();
    db = await server.db();
    const resumed = db.collection<Row>('rows').watch([], { resumeAfter: first._id, maxAwaitTimeMS: 50 });
    const ids = [await resumed.next(), await resumed.next()].map(
      (event) => (told(event).documentKey as Row)._id,
    );
    expect(ids).toEqual([2, 3]);
    await resumed.close();
  });

  it('should not tell of a transaction before it is committed, nor of one that is aborted', async () => {
    const server = await startTestServer();
    const client = await server.client();
    const rows = client.db('test').collection<Row>('rows');
    await rows.insertOne({ _id: 0 });
    const stream = await opened(rows.watch([], { maxAwaitTimeMS: 50 }));
    const session = client.startSession();
    session.startTransaction();
    await rows.insertOne({ _id: 1 }, { session });
    await session.abortTransaction();
    session.startTransaction();
    await rows.insertOne({ _id: 2 }, { session });
    expect(await stream.tryNext()).toBeNull();
    await session.commitTransaction();
    expect(told(await stream.next())).toMatchObject({ operationType: 'insert', documentKey: { _id: 2 } });
    await session.endSession();
    await stream.close();
  });

  it('should end with an invalidation when the collection is dropped', async () => {
    const db = await (await startTestServer()).db();
    await db.collection<Row>('rows').insertOne({ _id: 1 });
    const stream = await opened(db.collection<Row>('rows').watch([], { maxAwaitTimeMS: 50 }));
    await db.collection('rows').drop();
    expect([(await stream.next()).operationType, (await stream.next()).operationType]).toEqual([
      'drop',
      'invalidate',
    ]);
    await expect(stream.next()).rejects.toThrow(/closed/i);
  });

  it('should say that history is lost when the token is older than the log', async () => {
    const db = await (await startTestServer({ oplogEntries: 10 })).db();
    const rows = db.collection<Row>('rows');
    const stream = await opened(rows.watch([], { maxAwaitTimeMS: 50 }));
    await rows.insertOne({ _id: -1 });
    const first = await stream.next();
    await stream.close();
    for (let at = 0; at < 2; at++)
      await rows.insertMany(Array.from({ length: 1_100 }, (_, n) => ({ _id: at * 2_000 + n })));
    const late = rows.watch([], { resumeAfter: first._id });
    await expect(late.next()).rejects.toMatchObject({ code: 286 });
    const tooEarly = rows.watch([], { startAtOperationTime: new Timestamp({ t: 1, i: 1 }) });
    await expect(tooEarly.next()).rejects.toMatchObject({ code: 286 });
  });

  it('should tell of indexes and ambiguous paths when expanded events are asked for', async () => {
    const db = await (await startTestServer()).db();
    const rows = db.collection<{ _id: number; a: unknown }>('rows');
    await rows.insertOne({ _id: 1, a: [{ '1': 1 }] });
    const stream = await opened(rows.watch([], { showExpandedEvents: true, maxAwaitTimeMS: 50 }));
    await rows.updateOne({ _id: 1 }, { $set: { 'a.0.1': 2 } } as never);
    await rows.createIndex({ a: 1 });
    const events = [await stream.next(), await stream.next()] as unknown as Record<string, unknown>[];
    expect(events[0]!.updateDescription).toEqual({
      updatedFields: { 'a.0.1': 2 },
      removedFields: [],
      truncatedArrays: [],
      disambiguatedPaths: { 'a.0.1': ['a', 0, '1'] },
    });
    expect(events[1]).toMatchObject({
      operationType: 'createIndexes',
      operationDescription: { indexes: [{ v: 2, key: { a: 1 }, name: 'a_1' }] },
    });
    await stream.close();
  });

  it('should tell the documents before and after a change of a collection that keeps images, also of a transaction', async () => {
    const client = await (await startTestServer()).client();
    const rows = await client.db('test').createCollection<Row>('rows', {
      changeStreamPreAndPostImages: { enabled: true },
    });
    await rows.insertOne({ _id: 1, n: 1 });
    const images = { fullDocument: 'required', fullDocumentBeforeChange: 'required' } as const;
    const stream = await opened(rows.watch([], { ...images, maxAwaitTimeMS: 50 }));
    await client.withSession((session) =>
      session.withTransaction(async () => {
        await rows.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session });
        await rows.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session });
      }),
    );
    await rows.replaceOne({ _id: 1 }, { n: 9 });
    await rows.deleteOne({ _id: 1 });
    await rows.insertOne({ _id: 2 });
    const seen: unknown[] = [];
    for (let at = 0; at < 5; at++) seen.push(imagesOf(await stream.next()));
    expect(seen).toEqual([
      ['update', { _id: 1, n: 1 }, { _id: 1, n: 2 }],
      ['update', { _id: 1, n: 2 }, { _id: 1, n: 3 }],
      ['replace', { _id: 1, n: 3 }, { _id: 1, n: 9 }],
      ['delete', { _id: 1, n: 9 }, undefined],
      ['insert', undefined, { _id: 2 }],
    ]);
    await stream.close();
  });

  it('should fail a stream that requires an image that was not kept, and give null to one that does not', async () => {
    const server = await startTestServer();
    let db = await server.db();
    const rows = await db.createCollection<Row>('rows', { changeStreamPreAndPostImages: { enabled: true } });
    await rows.insertOne({ _id: 1, n: 1 });
    await db.command({ collMod: 'rows', changeStreamPreAndPostImages: { enabled: false } });
    await server.stop();
    await server.start();
    db = await server.db();
    expect((await db.listCollections({ name: 'rows' }).toArray())[0]).toMatchObject({ options: {} });
    const watch = (mode: 'required' | 'whenAvailable') =>
      db.collection<Row>('rows').watch([], { fullDocumentBeforeChange: mode, maxAwaitTimeMS: 50 });
    const [strict, lenient] = [await opened(watch('required')), await opened(watch('whenAvailable'))];
    await db.collection<Row>('rows').updateOne({ _id: 1 }, { $set: { n: 2 } });
    await expect(strict.next()).rejects.toMatchObject({
      code: 47,
      errorLabels: ['NonResumableChangeStreamError'],
    });
    expect(await lenient.next()).toMatchObject({ fullDocumentBeforeChange: null });
    await lenient.close();
  });

  it('should refuse unknown modes and stages that make several documents', async () => {
    const db = await (await startTestServer()).db();
    const before = db.collection('rows').watch([], { fullDocumentBeforeChange: 'sometimes' });
    await expect(before.next()).rejects.toMatchObject({ code: 2 });
    const grouped = db.collection('rows').watch([{ $group: { _id: 1 } }]);
    await expect(grouped.next()).rejects.toMatchObject({ code: 20 });
  });
});
