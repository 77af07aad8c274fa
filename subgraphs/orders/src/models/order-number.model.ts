import { type Connection, type Model, Schema } from 'mongoose';

/** The last number that was given to an order. */
export interface OrderNumberDocument {
  _id: string;
  last: number;
}

// Above those of the demo data, which have five digits.
const BEFORE_THE_FIRST = 1_000_000;

const orderNumberSchema = new Schema<OrderNumberDocument>(
  { _id: { type: String, required: true }, last: { type: Number, required: true } },
  { collection: 'orderNumbers', versionKey: false },
);

/** Binds the model to the service's connection. */
export function orderNumberModel(connection: Connection) {
  return connection.model<OrderNumberDocument>('OrderNumber', orderNumberSchema);
}

/**
 * The next order's number. It is taken outside of the order's transaction, so that orders do not wait for each other: a try
 * that fails leaves a gap.
 */
export async function nextOrderNumber(model: Model<OrderNumberDocument>): Promise<string> {
  const counter = await model
    .findOneAndUpdate(
      { _id: 'orders' },
      { $inc: { last: 1 } },
      { upsert: true, returnDocument: 'after', setDefaultsOnInsert: false },
    )
    .lean();
  return String(BEFORE_THE_FIRST + (counter?.last ?? 1));
}
