import { type ClientSession, type Connection, type Model, Schema } from 'mongoose';

/** That a user was delivered a product, as orders' events tell it: a projection, which can be built again from them. */
export interface ReceivedProductDocument {
  /** The user's id, a space and the product's. */
  _id: string;
  userId: string;
  productId: string;
  /** When it was delivered first. */
  receivedAt: Date;
}

const text = { type: String, required: true };

const receivedProductSchema = new Schema<ReceivedProductDocument>(
  { _id: text, userId: text, productId: text, receivedAt: { type: Date, required: true } },
  { collection: 'receivedProducts', versionKey: false },
);

/** Binds the model to the service's connection. */
export function receivedProductModel(connection: Connection) {
  return connection.model<ReceivedProductDocument>('ReceivedProduct', receivedProductSchema);
}

/** Whether a user was delivered a product. */
export async function hasReceived(
  model: Model<ReceivedProductDocument>,
  userId: string,
  productId: string,
): Promise<boolean> {
  return (await model.exists({ _id: `${userId} ${productId}` }).exec()) !== null;
}

/** Remembers that a user was delivered products; of several times, the first. */
export async function rememberReceived(
  model: Model<ReceivedProductDocument>,
  { userId, productIds, at }: { userId: string; productIds: readonly string[]; at: Date },
  session: ClientSession,
): Promise<void> {
  if (productIds.length === 0) return;
  await model.bulkWrite(
    productIds.map((productId) => ({
      updateOne: {
        filter: { _id: `${userId} ${productId}` },
        update: { $setOnInsert: { userId, productId }, $min: { receivedAt: at } },
        upsert: true,
      },
    })),
    { session },
  );
}

/** Forgets all of it, to be told again. */
export async function forgetAllReceived(
  model: Model<ReceivedProductDocument>,
  session: ClientSession,
): Promise<void> {
  await model.deleteMany({}, { session });
}
