import { type ClientSession, type Connection, type Model, Schema } from 'mongoose';

/** What is known of an order beside its payments. */
export interface PaymentOrderDocument {
  /** The order's id. */
  _id: string;
  /** Whether it wants no money moved any more: set once and for all, also before anything was asked for. */
  closed: boolean;
  /** The commands to close it that are not answered yet, as the order's version that each told. */
  unanswered: number[];
  /** Raised by whoever begins a payment, so that of two at the same time one sees the other. */
  begun: number;
}

const paymentOrderSchema = new Schema<PaymentOrderDocument>(
  {
    _id: { type: String, required: true },
    closed: { type: Boolean, default: false },
    unanswered: { type: [Number], default: [] },
    begun: { type: Number, default: 0 },
  },
  { collection: 'paymentOrders', versionKey: false },
);

/** Binds the model to the service's connection. */
export function paymentOrderModel(connection: Connection) {
  return connection.model<PaymentOrderDocument>('PaymentOrder', paymentOrderSchema);
}

/**
 * Whether a payment of the order may begin. Part of the transaction that begins it: of one that begins a payment and one that
 * closes the order at the same time, the later sees what the other did.
 */
export async function mayBegin(
  model: Model<PaymentOrderDocument>,
  orderId: string,
  session: ClientSession,
): Promise<boolean> {
  const order = await model
    .findOneAndUpdate(
      { _id: orderId },
      { $inc: { begun: 1 } },
      { upsert: true, returnDocument: 'after', session },
    )
    .lean<PaymentOrderDocument>();
  return !order?.closed;
}

/** Closes an order for good, for a command that is still to be answered. */
export async function closeOrder(
  model: Model<PaymentOrderDocument>,
  orderId: string,
  version: number,
  session: ClientSession,
): Promise<void> {
  await model.updateOne(
    { _id: orderId },
    { $set: { closed: true }, $push: { unanswered: version } },
    { upsert: true, session },
  );
}
