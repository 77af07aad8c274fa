import { ClusterClock } from '../changestream/clock.js';
import { Oplog } from '../changestream/oplog.js';
import { CommandError } from '../errors.js';
import { Locks } from '../sessions/locks.js';
import { type FolderLease, openFolder } from '../storage/folder.js';
import { LmdbStore } from '../storage/lmdb-store.js';
import { Catalog, type Collection, namespaceKey } from './catalog.js';
import { type PlainWrite, WriteQueue } from './write-queue.js';

export interface EngineOptions {
  readonly dataDir: string;
  readonly fsync: boolean;
  readonly oplogEntries: number;
}

/** One data folder with everything that reads and writes it. */
export class Engine {
  readonly catalog = new Catalog();
  readonly locks = new Locks();
  readonly clock = new ClusterClock();
  readonly oplog: Oplog;
  readonly store: LmdbStore;
  readonly queue: WriteQueue;

  private readonly lease: FolderLease;

  /** @throws DataFolderError */
  constructor(options: EngineOptions) {
    this.lease = openFolder(options.dataDir);
    try {
      this.store = LmdbStore.open(options.dataDir, options.fsync);
    } catch (error) {
      this.lease.release();
      throw error;
    }
    this.oplog = new Oplog(this.clock, options.oplogEntries);
    this.queue = new WriteQueue(this.store, this.catalog, this.locks, this.oplog);
    this.catalog.load(this.store.current);
    this.oplog.load(this.store.current);
  }

  /** @throws CommandError NamespaceNotFound */
  collection(database: string, name: string): Collection {
    const collection = this.catalog.get(database, name);
    if (collection) return collection;
    throw new CommandError('NamespaceNotFound', `ns does not exist: ${database}.${name}`);
  }

  /** The collection, made when there is none yet. */
  ensureCollection(write: PlainWrite, database: string, name: string): Collection {
    const known = this.catalog.get(database, name);
    if (known) return known;
    write.kv.claim(namespaceKey(database, name));
    const collection = this.catalog.make(database, name);
    this.catalog.add(collection);
    write.onUndo(() => this.catalog.remove(collection));
    write.recordCatalog({ operation: 'create', database, collection: name, uuid: collection.uuid });
    return collection;
  }

  async close(): Promise<void> {
    await this.queue.close();
    await this.store.close();
    this.lease.release();
  }
}
