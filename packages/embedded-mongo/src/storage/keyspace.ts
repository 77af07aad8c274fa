import { createHash } from 'node:crypto';
import { joinKey } from './kv.js';

/**
 * The key space of the environment. A key starts with 4 bytes that say what it belongs to:
 * 0 catalog, 1 oplog, 2 retryable writes and finished transactions,
 * 3 how far the oplog was trimmed, from 16 on one number for each
 * collection's documents and each index.
 */
export const Space = { Catalog: 0, Oplog: 1, Sessions: 2, OplogTrimmed: 3, FirstFree: 16 } as const;

/** lmdb's keys end at 1,978 bytes: an index key and a document's id key share them. */
const MAX_INDEX_KEY = 1_240;
const MAX_ID_KEY = 700;
const HASH_BYTES = 20;

export function spaceKey(space: number): Uint8Array {
  const key = Buffer.allocUnsafe(4);
  key.writeUInt32BE(space, 0);
  return key;
}

function shorten(key: Uint8Array, most: number): Uint8Array {
  if (key.length <= most) return key;
  const hash = createHash('sha1').update(key).digest();
  return joinKey(key.subarray(0, most - HASH_BYTES), hash);
}

/** An encoded `_id` as it stands in keys: very long ones end in a hash, which keeps equality but not order. */
export function idKeyOf(encoded: Uint8Array): Uint8Array {
  return shorten(encoded, MAX_ID_KEY);
}

/** An encoded compound as it stands in index keys; very long ones end in a hash. */
export function indexKeyOf(encoded: Uint8Array): Uint8Array {
  return shorten(encoded, MAX_INDEX_KEY);
}

/** True when the key was shortened, so that its place among its neighbours says nothing. */
export function isShortened(encoded: Uint8Array): boolean {
  return encoded.length > MAX_INDEX_KEY;
}

export function isShortenedId(encoded: Uint8Array): boolean {
  return encoded.length > MAX_ID_KEY;
}

/** The part of a bound that shortened keys still follow. */
export function lowerBound(encoded: Uint8Array, most: 'index' | 'id'): Uint8Array {
  const keep = (most === 'index' ? MAX_INDEX_KEY : MAX_ID_KEY) - HASH_BYTES;
  return encoded.length <= keep ? encoded : encoded.subarray(0, keep);
}

/** As {@link lowerBound}, but above every shortened key with the same beginning. */
export function upperBound(encoded: Uint8Array, most: 'index' | 'id'): Uint8Array {
  const kept = lowerBound(encoded, most);
  return kept === encoded ? encoded : joinKey(kept, Buffer.alloc(HASH_BYTES + 1, 0xff));
}
