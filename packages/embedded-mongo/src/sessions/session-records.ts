import { Long } from 'bson';
import { Space, spaceKey } from '../storage/keyspace.js';
import { joinKey, type KvReader, prefixRange } from '../storage/kv.js';
import type { RawWriter } from '../storage/lmdb-store.js';
import type { Document } from '../types.js';
import { decode, encode } from '../wire/bson.js';

/** What is kept of a session across restarts: its last retryable write's answer, or its last commit. */
export interface SessionRecord {
  readonly txnNumber: bigint;
  readonly committed: boolean;
  readonly reply?: Document;
}

function recordKey(key: string): Uint8Array {
  return joinKey(spaceKey(Space.Sessions), Buffer.from(key, 'hex'));
}

export function readRecord(kv: KvReader, key: string): SessionRecord | undefined {
  const bytes = kv.get(recordKey(key));
  if (!bytes) return undefined;
  const row = decode(bytes);
  return {
    txnNumber: (row.txnNumber as Long).toBigInt(),
    committed: row.committed === true,
    ...(row.reply !== undefined && { reply: row.reply as Document }),
  };
}

export function writeRecord(kv: RawWriter, key: string, record: SessionRecord): void {
  const row: Document = { txnNumber: Long.fromBigInt(record.txnNumber), committed: record.committed };
  if (record.reply) row.reply = record.reply;
  row.at = new Date();
  kv.put(recordKey(key), encode(row));
}

/** The keys of records that were written before a time: of sessions that ended without saying so. */
export function oldRecords(kv: KvReader, before: Date): string[] {
  const keys: string[] = [];
  for (const { key, value } of kv.range(prefixRange(spaceKey(Space.Sessions)))) {
    if ((decode(value).at as Date) < before) keys.push(Buffer.from(key.subarray(4)).toString('hex'));
  }
  return keys;
}

export function removeRecord(kv: RawWriter, key: string): void {
  kv.remove(recordKey(key));
}
