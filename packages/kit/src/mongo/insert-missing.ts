import type { Model } from 'mongoose';

const BATCH_SIZE = 500;

/**
 * Inserts those of `documents` whose `_id` is not there yet, in batches; what is there stays as it is.
 * @returns how many were inserted
 */
export async function insertMissing<Doc extends { _id: string }>(
  model: Model<Doc>,
  documents: Iterable<Doc>,
): Promise<number> {
  let inserted = 0;
  for (const batch of batchesOf(documents)) {
    const ids = batch.map((document) => document._id);
    const existing = (await model.find({ _id: { $in: ids } } as never, { _id: 1 }).lean()) as unknown as {
      _id: string;
    }[];
    const there = new Set(existing.map((document) => document._id));
    const missing = batch.filter((document) => !there.has(document._id));
    if (missing.length > 0) await model.insertMany(missing as never);
    inserted += missing.length;
  }
  return inserted;
}

function* batchesOf<T>(items: Iterable<T>): Generator<T[]> {
  let batch: T[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length === BATCH_SIZE) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
