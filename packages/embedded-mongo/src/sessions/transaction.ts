import type { LoggedChange } from '../changestream/oplog.js';
import { type Catalog, type Collection, namespaceKey, namespaceOf } from '../engine/catalog.js';
import type { Change, WriteContext } from '../engine/records.js';
import type { PlainWrite } from '../engine/write-queue.js';
import { CommandError } from '../errors.js';
import { type Entry, type KeyRange, type KvWriter, keyText } from '../storage/kv.js';
import type { LmdbStore, Snapshot } from '../storage/lmdb-store.js';
import { Overlay } from '../storage/overlay.js';
import type { LockOwner, Locks } from './locks.js';

export const TRANSIENT = 'TransientTransactionError';

/** A multi-document transaction: a snapshot, and changes that nobody else sees until they are committed. */
export class Transaction implements LockOwner, KvWriter, WriteContext {
  readonly changes: LoggedChange[] = [];
  readonly startedAt: number;
  /** Collections that it makes, by namespace: nobody else sees them before the commit. */
  readonly created = new Map<string, Collection>();
  private readonly snapshot: Snapshot;
  private readonly overlay: Overlay;
  private ended = false;

  constructor(
    readonly label: string,
    store: LmdbStore,
    private readonly locks: Locks,
    private readonly catalog: Catalog,
  ) {
    this.snapshot = store.snapshot();
    this.overlay = new Overlay(this.snapshot);
    this.startedAt = locks.sequence;
    locks.open(this);
  }

  get kv(): KvWriter {
    return this;
  }

  get(key: Uint8Array): Uint8Array | undefined {
    return this.overlay.get(key);
  }

  range(range: KeyRange): Iterable<Entry> {
    return this.overlay.range(range);
  }

  count(range: KeyRange): number {
    return this.overlay.count(range);
  }

  claim(key: Uint8Array): void {
    const text = keyText(key);
    const holder = this.locks.holder(text);
    if (holder === this) return;
    if (holder || this.locks.writtenAt(text) > this.startedAt) {
      throw new CommandError(
        'WriteConflict',
        'Caused by :: Write conflict during plan execution and yielding is disabled. :: Please retry your operation or multi-document transaction.',
        {},
        [TRANSIENT],
      );
    }
    this.locks.acquire(this, text);
  }

  put(key: Uint8Array, value: Uint8Array): void {
    this.overlay.put(key, value);
  }

  remove(key: Uint8Array): void {
    this.overlay.remove(key);
  }

  record(change: Change): void {
    this.locks.use(this, change.collection);
    this.changes.push(change);
  }

  touch(collection: Collection): void {
    if (!this.created.has(namespaceOf(collection))) this.catalog.touch(collection);
  }

  /** Makes a collection that becomes everybody's with the commit. @throws CommandError WriteConflict */
  create(database: string, name: string): Collection {
    this.claim(namespaceKey(database, name));
    const collection = this.catalog.make(database, name);
    this.created.set(namespaceOf(collection), collection);
    this.changes.push({ operation: 'create', database, collection: name, uuid: collection.uuid });
    return collection;
  }

  /** Moves the changes into a write that is about to be committed. */
  applyTo(write: PlainWrite): void {
    for (const { key, value } of this.overlay.changes()) {
      if (value) write.raw.put(key, value);
      else write.raw.remove(key);
    }
    for (const collection of this.created.values()) {
      this.catalog.add(collection);
      write.onUndo(() => this.catalog.remove(collection));
    }
    for (const change of this.changes) {
      if ('id' in change) write.record(change);
      else write.recordCatalog(change);
    }
  }

  /** Gives up the snapshot and the claims; waiting writes go on. */
  end(committed: boolean): void {
    if (this.ended) return;
    this.ended = true;
    this.snapshot.close();
    this.locks.release(this, committed);
  }
}
