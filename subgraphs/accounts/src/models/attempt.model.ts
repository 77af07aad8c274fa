import { type Connection, Schema } from 'mongoose';

/** The attempts at one thing, an account's password for example, since its failures were forgotten. */
export interface AttemptDocument {
  /** What is tried: `account:` or `address:` and a digest. */
  _id: string;
  failures: number;
  /** No attempt before this. */
  nextAt: Date;
  /** The attempt that was let through last. */
  claim: string;
  /** When the failures are forgotten. */
  expiresAt: Date;
}

const attemptSchema = new Schema<AttemptDocument>(
  {
    _id: { type: String, required: true },
    failures: { type: Number, required: true },
    nextAt: { type: Date, required: true },
    claim: { type: String, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'attempts', versionKey: false },
);

attemptSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

/** Binds the model to the service's connection. */
export function attemptModel(connection: Connection) {
  return connection.model<AttemptDocument>('Attempt', attemptSchema);
}
