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
  /** When it was last touched: whatever changes the lines sets it. */
  updatedAt: Date;
  /** When its customer was last reminded of it; absent when never. */
  remindedAt?: Date;
  /** The {@link updatedAt} that the reminder was about: none is given twice for one. */
  remindedOf?: Date;
  /** How many reminders there were: the version of the cart that events tell. */
  reminders?: number;
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
    remindedAt: Date,
    remindedOf: Date,
    reminders: Number,
  },
  { collection: 'carts', versionKey: false },
);

cartSchema.index({ userId: 1 }, { unique: true });
cartSchema.index({ 'lines._id': 1 });
cartSchema.index({ updatedAt: 1 });

/** Binds the model to the service's connection. */
export function cartModel(connection: Connection) {
  return connection.model<CartDocument>('Cart', cartSchema);
}
