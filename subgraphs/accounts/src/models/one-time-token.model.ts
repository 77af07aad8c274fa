import { type Connection, Schema } from 'mongoose';

/** A token that was sent to somebody's mailbox, as stored. */
export interface OneTimeTokenDocument {
  /** A hash of it: a copy of the database holds no token that works. */
  _id: string;
  purpose: string;
  userId: string;
  /** Where it was sent to. */
  email: string;
  expiresAt: Date;
}

const oneTimeTokenSchema = new Schema<OneTimeTokenDocument>(
  {
    _id: { type: String, required: true },
    purpose: { type: String, required: true },
    userId: { type: String, required: true },
    email: { type: String, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'one_time_tokens', versionKey: false },
);

oneTimeTokenSchema.index({ userId: 1, purpose: 1 });
oneTimeTokenSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

/** Binds the model to the service's connection. */
export function oneTimeTokenModel(connection: Connection) {
  return connection.model<OneTimeTokenDocument>('OneTimeToken', oneTimeTokenSchema);
}
