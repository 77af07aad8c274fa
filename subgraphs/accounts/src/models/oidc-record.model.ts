import { type Connection, type Model, Schema } from 'mongoose';

/** What the OpenID provider keeps; its access tokens are not among them: nothing of a JWT is stored. */
export const OIDC_KINDS = [
  'AuthorizationCode',
  'Client',
  'Grant',
  'Interaction',
  'RefreshToken',
  'ReplayDetection',
  'Session',
] as const;

/** One of {@link OIDC_KINDS}. */
export type OidcKind = (typeof OIDC_KINDS)[number];

/** A record of the provider's as stored. */
export interface OidcRecord {
  /** A hash of what the record is found by: a copy of the database holds no token that works. Clients have their id. */
  _id: string;
  /** JSON as the provider wrote it, without what `_id` is made of. */
  payload: string;
  grantId?: string;
  uid?: string;
  /** The user. */
  accountId?: string;
  /** The session that a token belongs to. */
  sid?: string;
  /** Of a browser's session: those that its clients have by it, one each. */
  sids?: string[];
  /** When it was used: it is good for one use. */
  consumedAt?: Date;
  /** Null: it stays. */
  expiresAt: Date | null;
}

function recordSchema(collection: string): Schema<OidcRecord> {
  const schema = new Schema<OidcRecord>(
    {
      _id: { type: String, required: true },
      payload: { type: String, required: true },
      grantId: String,
      uid: String,
      accountId: String,
      sid: String,
      sids: { type: [String], default: undefined },
      consumedAt: Date,
      expiresAt: { type: Date, default: null },
    },
    { collection, versionKey: false },
  );
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  for (const field of ['grantId', 'uid', 'accountId', 'sid', 'sids'] as const) {
    schema.index({ [field]: 1 }, { partialFilterExpression: { [field]: { $exists: true } } });
  }
  return schema;
}

/** The models of the provider's records. */
export type OidcModels = Readonly<Record<`Oidc${OidcKind}`, Model<OidcRecord>>>;

/** Binds a model for each kind to the service's connection, each on a collection of its own. */
export function oidcModels(connection: Connection): OidcModels {
  const models = OIDC_KINDS.map((kind) => {
    const collection = `oidc${kind.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}s`;
    return [`Oidc${kind}`, connection.model<OidcRecord>(`Oidc${kind}`, recordSchema(collection))] as const;
  });
  return Object.fromEntries(models) as OidcModels;
}
