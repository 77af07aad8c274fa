import { type Connection, Schema } from 'mongoose';

/** A line of a cart as stored: a product and how many of it, and no price. */
export interface CartLineDocument {
  _id: string;
  productId: string;
  quantity: number;
  addedAt: Date;
}

/** A cart as stored: one for each user, made when something is first put into it. */
export interface CartDocument {
  _id: string;
  userId: string;
  /** In the order in which they were added, each of another product. */
  lines: CartLineDocument[];
  updatedAt: Date;
}

const lineSchema = new Schema({
  _id: { type: String, required: true },
  productId: { type: String, required: true },
  quantity: { type: Number, required: true },
  addedAt: { type: Date, required: true },
});

const cartSchema = new Schema<CartDocument>(
  {
    _id: { type: String, required: true },
    userId: { type: String, required: true },
    lines: { type: [lineSchema], required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'carts', versionKey: false },
);

cartSchema.index({ userId: 1 }, { unique: true });
cartSchema.index({ 'lines._id': 1 });

/** Binds the model to the service's connection. */
export function cartModel(connection: Connection) {
  return connection.model<CartDocument>('Cart', cartSchema);
}
