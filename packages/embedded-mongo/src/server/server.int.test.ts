import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose, { type Connection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedMongo, startServer } from '../index.js';

describe('a server used by mongoose', () => {
  let folder: string;
  let server: EmbeddedMongo;
  let connection: Connection;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'embedded-mongo-'));
    server = await startServer({ dataDir: folder, port: 0, fsync: false });
    connection = await mongoose.createConnection(server.uri, { dbName: 'shop' }).asPromise();
  });

  afterAll(async () => {
    await connection.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('should serve a model with indexes, sorted finds, upserts, aggregation and a transaction', async () => {
    const schema = new mongoose.Schema(
      { sku: { type: String, unique: true }, price: { type: Number, index: true }, tags: [String] },
      { timestamps: true },
    );
    const Product = connection.model('Product', schema);
    await Product.init();
    const rows = Array.from({ length: 250 }, (_, at) => ({
      sku: `sku-${at}`,
      price: at % 50,
      tags: [`t${at % 3}`],
    }));
    await Product.insertMany(rows);

    const cheap = await Product.find({ price: { $lt: 10 } })
      .sort({ price: -1, sku: 1 })
      .limit(3)
      .lean();
    expect(cheap.map((one) => [one.sku, one.price])).toEqual([
      ['sku-109', 9],
      ['sku-159', 9],
      ['sku-209', 9],
    ]);
    expect(await Product.find().lean()).toHaveLength(250);

    const upserted = await Product.findOneAndUpdate(
      { sku: 'new' },
      { $set: { price: 7 }, $addToSet: { tags: 'fresh' } },
      { upsert: true, returnDocument: 'after' },
    );
    expect([upserted.sku, upserted.price, [...upserted.tags]]).toEqual(['new', 7, ['fresh']]);
    await expect(Product.create({ sku: 'new' })).rejects.toMatchObject({
      code: 11000,
      keyPattern: { sku: 1 },
    });

    const groups = await Product.aggregate<{ _id: string; n: number }>([
      { $match: { price: 0 } },
      { $unwind: '$tags' },
      { $group: { _id: '$tags', n: { $sum: 1 } } },
      { $sort: { _id: 1 } },
    ]);
    expect(groups).toEqual([
      { _id: 't0', n: 2 },
      { _id: 't1', n: 1 },
      { _id: 't2', n: 2 },
    ]);

    await connection.transaction(async (session) => {
      await Product.updateOne({ sku: 'sku-0' }, { $inc: { price: 5 } }, { session });
      await Product.create([{ sku: 'in-transaction', price: 1 }], { session });
      expect(await Product.countDocuments({ sku: 'in-transaction' })).toBe(0);
    });
    expect(await Product.countDocuments({ sku: { $in: ['in-transaction', 'sku-0'] } })).toBe(2);
    expect((await Product.findOne({ sku: 'sku-0' }))?.price).toBe(5);

    const abandoned = connection.transaction(async (session) => {
      await Product.deleteMany({}, { session });
      throw new Error('changed my mind');
    });
    await expect(abandoned).rejects.toThrow('changed my mind');
    expect(await Product.countDocuments()).toBe(252);
  });
});
