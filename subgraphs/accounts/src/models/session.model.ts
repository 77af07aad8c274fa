import { type Connection, Schema } from 'mongoose';

/** A login, by whichever way: what the tokens of one family have in common. */
export interface SessionDocument {
  /** The `sid` of its tokens. */
  _id: string;
  userId: string;
  /** What its tokens were issued for last, as the provider calls it; undefined before the first. */
  grantId?: string;
  /** What the client called itself at the login; null when it did not say. */
  agent: string | null;
  createdAt: Date;
  /** When a token was issued for it last. */
  lastUsedAt: Date;
  /** Set once it is over: the row stays, so that no token in the making revives it. */
  endedAt: Date | null;
  expiresAt: Date;
}

const sessionSchema = new Schema<SessionDocument>(
  {
    _id: { type: String, required: true },
    userId: { type: String, required: true },
    grantId: String,
    agent: { type: String, default: null },
    createdAt: { type: Date, required: true },
    lastUsedAt: { type: Date, required: true },
    endedAt: { type: Date, default: null },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'sessions', versionKey: false },
);

sessionSchema.index({ userId: 1, endedAt: 1 });
sessionSchema.index({ grantId: 1 }, { partialFilterExpression: { grantId: { $exists: true } } });
sessionSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

/** Binds the model to the service's connection. */
export function sessionModel(connection: Connection) {
  return connection.model<SessionDocument>('Session', sessionSchema);
}
