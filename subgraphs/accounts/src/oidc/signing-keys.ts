import { isDuplicateKey } from '@orrery/kit';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import type { Model } from 'mongoose';
import type { SigningKeyDocument } from '../models/signing-key.model.js';
import { seal, unseal } from './sealing.js';

/** The algorithm of all keys: every verifier has it, browsers too (RFC 7518, 3.4). */
export const SIGNING_ALGORITHM = 'ES256';

/** A new key is published for so long before it signs: longer than any verifier keeps a key set. */
export const DEFAULT_PUBLISH_MS = 15 * 60 * 1_000;
/** The shortest such time: an instance keeps its keys for 10 s, and a verifier asks for new ones at most once a minute. */
export const LEAST_PUBLISH_MS = 75 * 1_000;
// After it signed for the last time: its tokens have ended, and people with older ID tokens may still log out.
const KEEP_PUBLISHED_MS = 24 * 60 * 60 * 1_000;

/** The keys of now. */
export interface SigningKeys {
  /** The id of the key that signs. */
  readonly signingKid: string;
  /** All that are published, with their private halves; the one that signs is the first. */
  readonly keys: readonly JWK[];
}

/** What a rotation does. */
export interface Rotation {
  readonly kid: string;
  readonly signsFrom: Date;
}

/** Where keys are, and by what they are encrypted. */
export interface KeyStore {
  readonly model: Model<SigningKeyDocument>;
  /** 32 bytes. */
  readonly key: Buffer;
}

/** The keys at the time `now`; the first is made when there is none. @throws Error when they cannot be decrypted */
export async function loadSigningKeys(store: KeyStore, now: Date): Promise<SigningKeys> {
  const documents = await publishedKeys(store.model, now);
  if (documents.length === 0) {
    await addKey(store, 1, now, now);
    return loadSigningKeys(store, now);
  }
  const signing = documents.find(({ signsFrom }) => signsFrom <= now);
  if (!signing) throw new Error('no signing key has begun to sign: is the clock of this machine right?');
  const ordered = [signing, ...documents.filter((document) => document !== signing)];
  return { signingKid: signing.kid, keys: ordered.map((document) => openKey(document, store.key)) };
}

/**
 * Makes the next key: published from now on, it signs `publishMs` later, and the one of today stays published for as long
 * as its tokens are used. @returns null when a key already waits for its turn
 */
export async function rotateSigningKeys(
  store: KeyStore,
  now: Date,
  publishMs: number = DEFAULT_PUBLISH_MS,
): Promise<Rotation | null> {
  const { keys } = await loadSigningKeys(store, now);
  const newest = await store.model.findOne().sort({ _id: -1 }).lean<SigningKeyDocument>();
  if (keys.length === 0 || !newest || newest.signsFrom > now) return null;
  const signsFrom = new Date(now.getTime() + publishMs);
  const kid = await addKey(store, newest._id + 1, now, signsFrom);
  if (kid === null) return null;
  await store.model.updateMany(
    { _id: { $lte: newest._id }, publishedUntil: null },
    { $set: { publishedUntil: new Date(signsFrom.getTime() + KEEP_PUBLISHED_MS) } },
  );
  await store.model.deleteMany({ publishedUntil: { $lte: now } });
  return { kid, signsFrom };
}

/**
 * Withdraws all keys at once, as those must be that others may have: a new one signs from now on, and no token that was signed
 * before is good any more where that is known. @returns the new key's id; null when another was made at the same time
 */
export async function replaceSigningKeys(store: KeyStore, now: Date): Promise<string | null> {
  const newest = await store.model.findOne().sort({ _id: -1 }).lean<SigningKeyDocument>();
  const last = newest?._id ?? 0;
  const kid = await addKey(store, last + 1, now, now);
  if (kid === null) return null;
  await store.model.updateMany({ _id: { $lte: last } }, { $set: { publishedUntil: now } });
  return kid;
}

/** The keys of now as they are stored, the newest first. */
export function publishedKeys(model: Model<SigningKeyDocument>, now: Date): Promise<SigningKeyDocument[]> {
  return model
    .find({ $or: [{ publishedUntil: null }, { publishedUntil: { $gt: now } }] })
    .sort({ _id: -1 })
    .lean<SigningKeyDocument[]>()
    .exec();
}

async function addKey(
  { model, key }: KeyStore,
  id: number,
  createdAt: Date,
  signsFrom: Date,
): Promise<string | null> {
  const pair = await generateKeyPair(SIGNING_ALGORITHM, { extractable: true });
  const publicJwk = await exportJWK(pair.publicKey);
  const kid = await calculateJwkThumbprint(publicJwk);
  const shared = { kid, alg: SIGNING_ALGORITHM, use: 'sig' };
  try {
    await model.create({
      _id: id,
      kid,
      publicKey: JSON.stringify({ ...publicJwk, ...shared }),
      sealedPrivateKey: seal(JSON.stringify({ ...(await exportJWK(pair.privateKey)), ...shared }), key),
      signsFrom,
      publishedUntil: null,
      createdAt,
    });
    return kid;
  } catch (error) {
    // Another instance was first: its key is as good as this one.
    if (isDuplicateKey(error)) return null;
    throw error;
  }
}

function openKey({ sealedPrivateKey }: SigningKeyDocument, key: Buffer): JWK {
  try {
    return JSON.parse(unseal(sealedPrivateKey, key)) as JWK;
  } catch {
    throw new Error(
      'the signing keys cannot be decrypted: OIDC_KEY_SECRET is not the one that they were made with',
    );
  }
}
