import { EventEmitter } from 'node:events';
import { Timestamp, type UUID } from 'bson';
import type { Change } from '../engine/records.js';
import { Space, spaceKey } from '../storage/keyspace.js';
import { joinKey, type KeyRange, type KvReader, prefixRange } from '../storage/kv.js';
import type { RawWriter } from '../storage/lmdb-store.js';
import type { Document } from '../types.js';
import { decode, encode } from '../wire/bson.js';
import { appendElement } from '../wire/raw-document.js';
import type { ClusterClock } from './clock.js';
import { describeUpdate } from './diff.js';

const PREFIX = spaceKey(Space.Oplog);
const TRIMMED_KEY = spaceKey(Space.OplogTrimmed);
/** Entries are trimmed in steps, so that not every commit trims. */
const TRIM_STEP = 1_000;

/** Something that happened to a collection or database as a whole. */
export interface CatalogChange {
  readonly operation:
    | 'drop'
    | 'dropDatabase'
    | 'rename'
    | 'create'
    | 'createIndexes'
    | 'dropIndexes'
    | 'modify';
  readonly database: string;
  readonly collection?: string;
  readonly uuid?: UUID;
  readonly to?: { database: string; collection: string };
  readonly detail?: Document;
}

/** An entry as read back: its time and what it says. */
export interface OplogEntry {
  readonly time: Timestamp;
  readonly entry: Document;
}

export type LoggedChange = Change | CatalogChange;

/** Where changes come from: goes with each entry. */
export interface Origin {
  readonly lsid?: Document | undefined;
  readonly txnNumber?: unknown;
}

function isDocumentChange(change: LoggedChange): change is Change {
  return 'id' in change;
}

function timeKey(time: Timestamp): Uint8Array {
  const key = Buffer.allocUnsafe(12);
  key.set(PREFIX, 0);
  key.writeUInt32BE(time.t, 4);
  key.writeUInt32BE(time.i, 8);
  return key;
}

function timeOfKey(key: Uint8Array): Timestamp {
  const bytes = Buffer.from(key.buffer, key.byteOffset, key.byteLength);
  return new Timestamp({ t: bytes.readUInt32BE(4), i: bytes.readUInt32BE(8) });
}

function encodeChange(change: LoggedChange, origin: Origin): Uint8Array {
  const base: Document = {
    op: change.operation,
    wall: new Date(),
    ...(origin.lsid && origin.txnNumber !== undefined && { lsid: origin.lsid, txnNumber: origin.txnNumber }),
  };
  if (!isDocumentChange(change)) {
    const { database, collection, uuid, to, detail } = change;
    return encode({ ...base, db: database, coll: collection, ui: uuid, to, detail });
  }
  const row: Document = {
    ...base,
    db: change.collection.database,
    coll: change.collection.name,
    ui: change.collection.uuid,
    id: change.id,
    ...(change.collection.keepsImages && change.before && { pre: change.before }),
  };
  if (change.operation === 'update' && !change.replacement) {
    const diff = encode({ ...row, diff: describeUpdate(change.before!, change.after!) });
    return change.collection.keepsImages ? appendElement(diff, 3, 'post', change.afterBytes!) : diff;
  }
  if (change.operation === 'delete') return encode(row);
  return appendElement(encode(row), 3, 'o', change.afterBytes!);
}

/** The log of all changes, in the same commits as the changes; change streams read it. */
export class Oplog extends EventEmitter<{ appended: [] }> {
  private entries = 0;

  constructor(
    private readonly clock: ClusterClock,
    private readonly keepEntries: number,
  ) {
    super();
    this.setMaxListeners(0);
  }

  load(kv: KvReader): void {
    this.entries = kv.count(prefixRange(PREFIX));
    for (const { key } of kv.range({ ...prefixRange(PREFIX), reverse: true })) {
      this.clock.advanceTo(timeOfKey(key));
      break;
    }
  }

  append(kv: RawWriter, changes: readonly LoggedChange[], origin: Origin): void {
    for (const change of changes) {
      kv.put(timeKey(this.clock.next()), encodeChange(change, origin));
      this.entries++;
    }
  }

  /** Drops the oldest entries beyond the number to keep. */
  trim(kv: RawWriter): void {
    if (this.entries < this.keepEntries + TRIM_STEP) return;
    const old: Uint8Array[] = [];
    for (const { key } of kv.range(prefixRange(PREFIX))) {
      if (old.length >= this.entries - this.keepEntries) break;
      old.push(key);
    }
    for (const key of old) kv.remove(key);
    this.entries -= old.length;
    const last = old.at(-1);
    if (last) kv.put(TRIMMED_KEY, last);
  }

  /** Entries later than `time`, oldest first. */
  *after(kv: KvReader, time: Timestamp): Iterable<OplogEntry> {
    const range: KeyRange = { start: joinKey(timeKey(time), Uint8Array.of(0)), end: prefixRange(PREFIX).end };
    for (const { key, value } of kv.range(range)) yield { time: timeOfKey(key), entry: decode(value) };
  }

  /** The entry at exactly this time. */
  read(kv: KvReader, time: Timestamp): OplogEntry | undefined {
    const bytes = kv.get(timeKey(time));
    return bytes && { time, entry: decode(bytes) };
  }

  /** The time of the newest entry that was dropped: what lies before it cannot be told any more. */
  trimmedTo(kv: KvReader): Timestamp | undefined {
    const key = kv.get(TRIMMED_KEY);
    return key && timeOfKey(key);
  }
}
