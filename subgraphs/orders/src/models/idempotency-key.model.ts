import { type Connection, Schema } from 'mongoose';

/** A key under which somebody placed an order. */
export interface IdempotencyKeyDocument {
  /** The caller's id, a space and the key: keys belong to a caller. */
  _id: string;
  orderId: string;
  /** Of the input that it came with. */
  fingerprint: string;
  /** When it may be forgotten. */
  expiresAt: Date;
}

const idempotencyKeySchema = new Schema<IdempotencyKeyDocument>(
  {
    _id: { type: String, required: true },
    orderId: { type: String, required: true },
    fingerprint: { type: String, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'idempotencyKeys', versionKey: false },
);

idempotencyKeySchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

/** Binds the model to the service's connection. */
export function idempotencyKeyModel(connection: Connection) {
  return connection.model<IdempotencyKeyDocument>('IdempotencyKey', idempotencyKeySchema);
}
