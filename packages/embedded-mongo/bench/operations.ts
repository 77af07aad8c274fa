import type { Collection, Document, MongoClient } from 'mongodb';

/** One measured operation; `run` takes a number that grows. */
export interface Operation {
  readonly name: string;
  run(at: number): Promise<unknown>;
}

interface Row extends Document {
  _id: string | number;
}

function rowsOf(client: MongoClient): Collection<Row> {
  return client.db('bench').collection<Row>('rows');
}

/** Fills a collection with documents of some 300 bytes, and indexes it as a service would. */
export async function prepare(client: MongoClient, size: number): Promise<void> {
  const rows = rowsOf(client);
  await rows.createIndexes([{ key: { shop: 1, at: -1 } }, { key: { sku: 1 }, unique: true }]);
  for (let from = 0; from < size; from += 1_000) {
    const documents = Array.from({ length: 1_000 }, (_, n) => ({
      _id: from + n,
      sku: `sku-${from + n}`,
      shop: (from + n) % 500,
      at: (from + n) * 31,
      title: `A thing that is sold, number ${from + n}`,
      price: { amountMinor: 1_999, currency: 'EUR' },
      tags: ['one', 'two', 'three'],
      description: 'x'.repeat(100),
    }));
    await rows.insertMany(documents);
  }
  await client.db('bench').collection('log').createIndex({ at: 1 });
}

/** Spreads over the ids without repeating soon. */
function pick(at: number, size: number): number {
  return (at * 7_919) % size;
}

/** The operations in the order in which they are measured. */
export function makeOperations(client: MongoClient, size: number): Operation[] {
  const rows = rowsOf(client);
  const log = client.db('bench').collection<Row>('log');
  let inserted = 0;
  return [
    { name: 'findOne by _id', run: (at) => rows.findOne({ _id: pick(at, size) }) },
    {
      name: 'find 50 by _id $in',
      run: (at) =>
        rows.find({ _id: { $in: Array.from({ length: 50 }, (_, n) => pick(at * 50 + n, size)) } }).toArray(),
    },
    {
      name: 'indexed find, sort, limit 20',
      run: (at) =>
        rows
          .find({ shop: pick(at, 500) })
          .sort({ at: -1 })
          .limit(20)
          .toArray(),
    },
    {
      name: 'updateOne by _id',
      run: (at) => rows.updateOne({ _id: pick(at, size) }, { $inc: { 'price.amountMinor': 1 } }),
    },
    {
      name: 'insertOne',
      run: () => {
        inserted++;
        return rows.insertOne({
          _id: `new-${inserted}`,
          sku: `new-${inserted}`,
          shop: -1,
          at: inserted,
          text: 'x'.repeat(200),
        });
      },
    },
    {
      name: 'transaction of 2 writes',
      run: (at) =>
        client.withSession((session) =>
          session.withTransaction(async () => {
            await rows.updateOne({ _id: pick(at, size) }, { $inc: { n: 1 } }, { session });
            await log.insertOne({ _id: `${at}-${Math.random()}`, at }, { session });
          }),
        ),
    },
  ];
}
