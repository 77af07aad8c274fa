import { type ClientSession, type Connection, type Model, Schema } from 'mongoose';
import type { StarCounts } from '../domain/rating.js';

/** What a product's reviews add up to, as stored: kept right by the transactions that change reviews. */
export interface ProductRatingDocument {
  /** The product's id. */
  _id: string;
  stars: StarCounts;
}

const productRatingSchema = new Schema<ProductRatingDocument>(
  {
    _id: { type: String, required: true },
    stars: { 1: Number, 2: Number, 3: Number, 4: Number, 5: Number },
  },
  { collection: 'productRatings', versionKey: false },
);

/** Binds the model to the service's connection. */
export function productRatingModel(connection: Connection) {
  return connection.model<ProductRatingDocument>('ProductRating', productRatingSchema);
}

/** Changes the counts of some products, by their ids, each by one atomic increment: part of a review's own transaction. */
export async function addToCounts(
  model: Model<ProductRatingDocument>,
  changes: ReadonlyMap<string, StarCounts>,
  session: ClientSession,
): Promise<void> {
  const updates = [...changes]
    .map(([_id, change]) => ({ _id, increments: Object.entries(change) }))
    .filter(({ increments }) => increments.length > 0)
    .map(({ _id, increments }) => ({
      updateOne: {
        filter: { _id },
        update: { $inc: Object.fromEntries(increments.map(([stars, by]) => [`stars.${stars}`, by])) },
        upsert: true,
      },
    }));
  if (updates.length > 0) await model.bulkWrite(updates, { session });
}
