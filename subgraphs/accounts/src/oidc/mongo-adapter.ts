import type { Model } from 'mongoose';
import { type Adapter, type AdapterFactory, type AdapterPayload, errors } from 'oidc-provider';
import type { OidcKind, OidcModels, OidcRecord } from '../models/oidc-record.model.js';
import { tokenHash } from './sealing.js';

/** How records are kept. */
export interface AdapterOptions {
  readonly models: OidcModels;
  /** For so long a refresh token that was used looks as if it was not, and is refused when it is to be used again. */
  readonly refreshLeewayMs: number;
}

/** Keeps the provider's records in accounts' database. */
export function mongoAdapters({ models, refreshLeewayMs }: AdapterOptions): AdapterFactory {
  return (name) => {
    const model = models[`Oidc${name as OidcKind}`] as Model<OidcRecord> | undefined;
    if (!model) return NOTHING_STORED;
    const leewayMs = name === 'RefreshToken' ? refreshLeewayMs : 0;
    return new MongoAdapter(model, name === 'Client' ? (id) => id : tokenHash, leewayMs);
  };
}

class MongoAdapter implements Adapter {
  constructor(
    private readonly model: Model<OidcRecord>,
    private readonly keyOf: (id: string) => string,
    private readonly leewayMs: number,
  ) {}

  async upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    const { jti: _jti, consumed: _consumed, ...rest } = payload;
    const { grantId, uid, accountId, sid } = payload;
    const fields = Object.entries({ grantId, uid, accountId, sid, sids: sidsOf(payload) }).filter(
      ([, value]) => value !== undefined,
    );
    await this.model.updateOne(
      { _id: this.keyOf(id) },
      {
        $set: {
          payload: JSON.stringify(rest),
          expiresAt: expiresIn ? new Date(Date.now() + expiresIn * 1_000) : null,
          ...Object.fromEntries(fields),
        },
      },
      { upsert: true },
    );
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const record = await this.model.findById(this.keyOf(id)).lean<OidcRecord>();
    return record ? { ...this.#read(record), jti: id } : undefined;
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    const record = await this.model.findOne({ uid }).lean<OidcRecord>();
    return record ? this.#read(record) : undefined;
  }

  async findByUserCode(): Promise<undefined> {
    return undefined; // no device flow
  }

  /** Of several that use a record at the same time, one goes on. @throws InvalidGrant for the others */
  async consume(id: string): Promise<void> {
    const { modifiedCount } = await this.model.updateOne(
      { _id: this.keyOf(id), consumedAt: { $exists: false } },
      { $set: { consumedAt: new Date() } },
    );
    if (modifiedCount !== 1) throw new errors.InvalidGrant('it was used at the same time by another request');
  }

  async destroy(id: string): Promise<void> {
    await this.model.deleteOne({ _id: this.keyOf(id) });
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    await this.model.deleteMany({ grantId });
  }

  #read({ payload, consumedAt }: OidcRecord): AdapterPayload {
    const stored = JSON.parse(payload) as AdapterPayload;
    // Within the leeway it is found as if it was good, and `consume` refuses it: the provider ends the family of a token
    // that it finds consumed.
    if (!consumedAt || Date.now() < consumedAt.getTime() + this.leewayMs) return stored;
    return { ...stored, consumed: Math.floor(consumedAt.getTime() / 1_000) };
  }
}

function sidsOf({ authorizations }: AdapterPayload): string[] | undefined {
  return authorizations && Object.values(authorizations).flatMap(({ sid }) => (sid ? [sid] : []));
}

// Kinds that are switched off, and access tokens, which are JWTs.
const NOTHING_STORED: Adapter = {
  upsert: async () => undefined,
  find: async () => undefined,
  findByUserCode: async () => undefined,
  findByUid: async () => undefined,
  consume: async () => undefined,
  destroy: async () => undefined,
  revokeByGrantId: async () => undefined,
};
