import { type Connection, Schema } from 'mongoose';

/** Credentials that were taken back, for whoever verifies access tokens. */
export interface RevocationDocument {
  userId: string;
  /** Whether it is all access tokens of the user. */
  everything: boolean;
  /** `sid` of access tokens. */
  sessionIds: string[];
  /** `sub` of the tokens of machines. */
  clientIds: string[];
  /** The one session that `everything` leaves out; null for none. */
  exceptSessionId: string | null;
  /** Tokens that were issued until then are void. */
  at: Date;
}

// Twice as long as the longest access token lives: whatever it was about has expired by then.
const KEPT_SECONDS = 2 * 60 * 60;

const revocationSchema = new Schema<RevocationDocument>(
  {
    userId: { type: String, required: true },
    everything: { type: Boolean, required: true },
    sessionIds: { type: [String], required: true },
    clientIds: { type: [String], required: true },
    exceptSessionId: { type: String, default: null },
    at: { type: Date, required: true },
  },
  { collection: 'revocations', versionKey: false },
);

revocationSchema.index({ at: 1 }, { expireAfterSeconds: KEPT_SECONDS });

/** Binds the model to the service's connection. */
export function revocationModel(connection: Connection) {
  return connection.model<RevocationDocument>('Revocation', revocationSchema);
}
