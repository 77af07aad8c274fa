import { type ClientSession, type Collection, Long, type MongoClient, UUID } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { RawClient } from '../../test/raw-client.js';
import { startTestServer, type TestServer } from '../../test/test-server.js';

interface Row {
  _id: number;
  n?: number;
  key?: string;
}

async function prepared(
  server: TestServer,
): Promise<{ client: MongoClient; rows: Collection<Row>; sessions: ClientSession[] }> {
  const client = await server.client();
  const rows = client.db('test').collection<Row>('rows');
  await rows.createIndex({ key: 1 }, { unique: true, partialFilterExpression: { key: { $exists: true } } });
  await rows.insertMany([
    { _id: 1, n: 1 },
    { _id: 2, n: 2 },
  ]);
  const sessions = [client.startSession(), client.startSession()];
  for (const session of sessions) session.startTransaction();
  return { client, rows, sessions };
}

describe('transactions', () => {
  it('should read from a snapshot and see their own changes', async () => {
    const { rows, sessions } = await prepared(await startTestServer());
    const [session] = sessions as [ClientSession];
    expect(await rows.countDocuments({}, { session })).toBe(2);
    await rows.insertOne({ _id: 3, n: 3 });
    await rows.updateOne({ _id: 1 }, { $set: { n: 10 } }, { session });
    await rows.insertOne({ _id: 4, n: 0 }, { session });
    expect(await rows.find({}, { session, sort: { n: 1 } }).toArray()).toEqual([
      { _id: 4, n: 0 },
      { _id: 2, n: 2 },
      { _id: 1, n: 10 },
    ]);
    expect(await rows.find({}, { sort: { _id: 1 } }).toArray()).toEqual([
      { _id: 1, n: 1 },
      { _id: 2, n: 2 },
      { _id: 3, n: 3 },
    ]);
    await session.commitTransaction();
    expect(await rows.find({}, { sort: { _id: 1 } }).toArray()).toEqual([
      { _id: 1, n: 10 },
      { _id: 2, n: 2 },
      { _id: 3, n: 3 },
      { _id: 4, n: 0 },
    ]);
  });

  it('should commit, and then tell that a write concern cannot be met', async () => {
    const { rows, sessions } = await prepared(await startTestServer());
    const [session] = sessions as [ClientSession];
    await session.abortTransaction();
    session.startTransaction({ writeConcern: { w: 2 } });
    await rows.insertOne({ _id: 3 }, { session });
    await expect(session.commitTransaction()).rejects.toMatchObject({
      code: 100,
      codeName: 'UnsatisfiableWriteConcern',
    });
    expect(await rows.countDocuments({ _id: 3 })).toBe(1);
  });

  it('should fail the second writer of a document with a conflict that asks for a retry', async () => {
    const { rows, sessions } = await prepared(await startTestServer());
    const [first, second] = sessions as [ClientSession, ClientSession];
    await rows.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session: first });
    await expect(rows.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session: second })).rejects.toMatchObject({
      code: 112,
      errorLabels: ['TransientTransactionError'],
    });
    await first.commitTransaction();
    expect(await rows.findOne({ _id: 1 })).toEqual({ _id: 1, n: 2 });
  });

  it('should fail a writer whose document changed since its snapshot', async () => {
    const { rows, sessions } = await prepared(await startTestServer());
    const [session] = sessions as [ClientSession];
    await rows.findOne({ _id: 2 }, { session });
    await rows.updateOne({ _id: 1 }, { $inc: { n: 1 } });
    await expect(rows.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session })).rejects.toMatchObject({
      code: 112,
    });
    expect(await rows.findOne({ _id: 1 })).toEqual({ _id: 1, n: 2 });
  });

  it('should let only one of two transactions take a unique key', async () => {
    const { rows, sessions } = await prepared(await startTestServer());
    const [first, second] = sessions as [ClientSession, ClientSession];
    await rows.insertOne({ _id: 10, key: 'k' }, { session: first });
    await expect(rows.insertOne({ _id: 11, key: 'k' }, { session: second })).rejects.toMatchObject({
      code: 112,
    });
    await first.commitTransaction();
    await expect(rows.insertOne({ _id: 12, key: 'k' })).rejects.toMatchObject({ code: 11000 });
  });

  it('should make a plain write wait for the transaction and then see its outcome', async () => {
    const { rows, sessions } = await prepared(await startTestServer());
    const [session] = sessions as [ClientSession];
    await rows.updateOne({ _id: 1 }, { $set: { n: 100 } }, { session });
    const waiting = rows.updateOne({ _id: 1 }, { $inc: { n: 1 } });
    const blocked = rows.updateMany({}, { $inc: { n: 1 } }, { maxTimeMS: 30 });
    await expect(blocked).rejects.toMatchObject({ code: 50 });
    expect(await rows.findOne({ _id: 2 })).toEqual({ _id: 2, n: 2 });
    await session.commitTransaction();
    expect((await waiting).modifiedCount).toBe(1);
    expect(await rows.findOne({ _id: 1 })).toEqual({ _id: 1, n: 101 });
  });

  it('should acknowledge a commit again, also after a restart', async () => {
    const server = await startTestServer();
    const lsid = { id: new UUID() };
    const inTransaction = { lsid, txnNumber: Long.fromNumber(3), autocommit: false };
    let client = await RawClient.connect(server.port);
    const documents = [{ _id: 1 }];
    await client.command({
      insert: 'rows',
      documents,
      $db: 'test',
      startTransaction: true,
      ...inTransaction,
    });
    const commit = { commitTransaction: 1, $db: 'admin', ...inTransaction };
    expect(await client.command(commit)).toMatchObject({ ok: 1 });
    expect(await client.command(commit)).toMatchObject({ ok: 1 });
    expect(await client.command({ abortTransaction: 1, $db: 'admin', ...inTransaction })).toMatchObject({
      code: 256,
    });
    client.close();
    await server.stop();
    await server.start();
    client = await RawClient.connect(server.port);
    expect(await client.command(commit)).toMatchObject({ ok: 1 });
    expect(await client.command({ ...commit, txnNumber: Long.fromNumber(9) })).toMatchObject({
      code: 251,
      errorLabels: ['TransientTransactionError'],
    });
    client.close();
    expect(await (await server.db()).collection('rows').countDocuments()).toBe(1);
  });

  it('should not take the end of a commit for that of the transaction that the session began meanwhile', async () => {
    const server = await startTestServer();
    const lsid = { id: new UUID() };
    const insert = (id: number, n: number) => ({
      insert: 'rows',
      documents: [{ _id: id }],
      $db: 'test',
      startTransaction: true,
      ...inTransaction(n),
    });
    const commit = (n: number) => ({ commitTransaction: 1, $db: 'admin', ...inTransaction(n) });
    const inTransaction = (n: number) => ({ lsid, txnNumber: Long.fromNumber(n), autocommit: false });
    // Who lost the connection on which it committed goes on by another.
    const clients = await Promise.all([RawClient.connect(server.port), RawClient.connect(server.port)]);
    const [first, second] = clients as [RawClient, RawClient];
    await (await server.db()).createCollection('rows');
    let expected = 0;
    for (let n = 1; n < 40; n += 2) {
      await first.command(insert(n, n));
      const [committed] = await Promise.all([first.command(commit(n)), second.command(insert(n + 1, n + 1))]);
      expected += (committed?.ok as number) + 1;
      expect(await second.command(commit(n + 1))).toMatchObject({ ok: 1 });
      expect(await (await server.db()).collection('rows').countDocuments()).toBe(expected);
    }
    for (const client of clients) client.close();
  });

  it('should abort a transaction whose time is over and let others go on', async () => {
    const { rows, sessions } = await prepared(await startTestServer({ transactionLifetimeMs: 50 }));
    const [session] = sessions as [ClientSession];
    await rows.updateOne({ _id: 1 }, { $set: { n: 100 } }, { session });
    await rows.updateOne({ _id: 1 }, { $inc: { n: 1 } });
    expect(await rows.findOne({ _id: 1 })).toEqual({ _id: 1, n: 2 });
    await expect(session.commitTransaction()).rejects.toMatchObject({ code: 251 });
  });

  it('should abort the whole transaction when one of its commands fails', async () => {
    const { rows, sessions } = await prepared(await startTestServer());
    const [session] = sessions as [ClientSession];
    await rows.insertOne({ _id: 7 }, { session });
    await expect(rows.insertOne({ _id: 1 }, { session })).rejects.toMatchObject({ code: 11000 });
    await expect(session.commitTransaction()).rejects.toMatchObject({ code: 251 });
    expect(await rows.countDocuments({ _id: 7 })).toBe(0);
  });

  it('should make an index build wait for transactions that wrote, and fail those that come to it too late', async () => {
    const { rows, sessions } = await prepared(await startTestServer());
    const [first, second] = sessions as [ClientSession, ClientSession];
    await rows.insertOne({ _id: 20, n: 20 }, { session: first });
    await rows.findOne({ _id: 1 }, { session: second });
    const building = rows.createIndex({ n: 1 });
    await first.commitTransaction();
    await building;
    expect(
      await rows
        .find({ n: { $gte: 2 } })
        .sort({ n: 1 })
        .toArray(),
    ).toEqual([
      { _id: 2, n: 2 },
      { _id: 20, n: 20 },
    ]);
    await expect(rows.insertOne({ _id: 21, n: 21 }, { session: second })).rejects.toMatchObject({
      code: 246,
    });
  });

  it('should make collections and their indexes with the commit, or not at all', async () => {
    const { client, sessions } = await prepared(await startTestServer());
    const [first, second] = sessions as [ClientSession, ClientSession];
    const db = client.db('test');
    const names = async () =>
      (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name).sort();
    await db.createCollection('made', { session: first });
    await db.collection<Row>('made').insertOne({ _id: 1, key: 'k' }, { session: first });
    await db.collection('made').createIndex({ key: 1 }, { unique: true, session: first });
    await db.collection<Row>('implied').insertOne({ _id: 1 }, { session: first });
    await expect(db.collection<Row>('made').insertOne({ _id: 2 }, { session: second })).rejects.toMatchObject(
      { code: 112 },
    );
    expect(await names()).toEqual(['rows']);
    await first.commitTransaction();
    expect(await names()).toEqual(['implied', 'made', 'rows']);
    await expect(db.collection<Row>('made').insertOne({ _id: 3, key: 'k' })).rejects.toMatchObject({
      code: 11000,
    });
    first.startTransaction();
    await db.collection<Row>('dropped').insertOne({ _id: 1 }, { session: first });
    await first.abortTransaction();
    expect(await names()).toEqual(['implied', 'made', 'rows']);
  });

  it('should not read a collection that was dropped since its snapshot as an empty one', async () => {
    const { rows, sessions } = await prepared(await startTestServer());
    const [session] = sessions as [ClientSession];
    expect(await rows.countDocuments({}, { session })).toBe(2);
    await rows.drop();
    await expect(rows.findOne({}, { session })).rejects.toMatchObject({ code: 246 });
  });

  it('should refuse what cannot be undone inside of a transaction', async () => {
    const { client, sessions } = await prepared(await startTestServer());
    const [session] = sessions as [ClientSession];
    const listing = client.db('test').command({ listCollections: 1 }, { session });
    await expect(listing).rejects.toMatchObject({ code: 263 });
  });
});
