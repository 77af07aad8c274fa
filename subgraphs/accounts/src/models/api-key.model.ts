import { type Connection, Schema } from 'mongoose';

/** A machine's key as stored. */
export interface ApiKeyDocument {
  _id: string;
  /** Who made it, and whose roles it never goes beyond. */
  userId: string;
  name: string;
  scopes: string[];
  /** What the key begins with. */
  prefix: string;
  createdAt: Date;
  expiresAt: Date;
  /** When it was exchanged for a token last; null when it was not yet. */
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

/** A key with what it is found by. */
export interface StoredApiKey extends ApiKeyDocument {
  /** SHA-256 of the key. */
  hash: string;
}

const apiKeySchema = new Schema<StoredApiKey>(
  {
    _id: { type: String, required: true },
    userId: { type: String, required: true },
    name: { type: String, required: true },
    scopes: { type: [String], required: true },
    prefix: { type: String, required: true },
    hash: { type: String, required: true, select: false },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    lastUsedAt: { type: Date, default: null },
    revokedAt: { type: Date, default: null },
  },
  { collection: 'api_keys', versionKey: false },
);

apiKeySchema.index({ hash: 1 }, { unique: true });
apiKeySchema.index({ userId: 1, revokedAt: 1 });

/** Binds the model to the service's connection. */
export function apiKeyModel(connection: Connection) {
  return connection.model<StoredApiKey>('ApiKey', apiKeySchema);
}
