import { type Connection, Schema } from 'mongoose';

/** A key that signs tokens, as stored. */
export interface SigningKeyDocument {
  /** Counts up from 1: of several instances that make the next key, the first one's stays. */
  _id: number;
  kid: string;
  /** The public half, a JWK as JSON. */
  publicKey: string;
  /** The private half, a JWK as JSON, encrypted. */
  sealedPrivateKey: string;
  /** It is published before, so that verifiers know it by then. */
  signsFrom: Date;
  /** Until then it is published, though a later one signs; null while it is the newest. */
  publishedUntil: Date | null;
  createdAt: Date;
}

const signingKeySchema = new Schema<SigningKeyDocument>(
  {
    _id: { type: Number, required: true },
    kid: { type: String, required: true },
    publicKey: { type: String, required: true },
    sealedPrivateKey: { type: String, required: true },
    signsFrom: { type: Date, required: true },
    publishedUntil: { type: Date, default: null },
    createdAt: { type: Date, required: true },
  },
  { collection: 'signing_keys', versionKey: false },
);

/** Binds the model to the service's connection. */
export function signingKeyModel(connection: Connection) {
  return connection.model<SigningKeyDocument>('SigningKey', signingKeySchema);
}
