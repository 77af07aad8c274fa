import { open, type RootDatabase, type Transaction } from 'lmdb';
import type { Entry, KeyRange, KvReader } from './kv.js';

export const DATA_FILE = 'data.mdb';
const MAX_READERS = 2_000;

type Db = RootDatabase<Uint8Array, Uint8Array>;

/** A reader that keeps its state until closed; the pages it sees are kept in the file so long. */
export interface Snapshot extends KvReader {
  close(): void;
}

/** Bare puts and removes inside of {@link LmdbStore.write}. */
export interface RawWriter extends KvReader {
  put(key: Uint8Array, value: Uint8Array): void;
  remove(key: Uint8Array): void;
}

class Reader implements RawWriter {
  constructor(
    private readonly db: Db,
    protected readonly transaction?: Transaction,
  ) {}

  get(key: Uint8Array): Uint8Array | undefined {
    return this.db.get(key, this.transaction && { transaction: this.transaction });
  }

  range(range: KeyRange): Iterable<Entry> {
    return this.db.getRange(this.options(range)) as Iterable<Entry>;
  }

  count(range: KeyRange): number {
    return this.db.getKeysCount(this.options({ ...range, reverse: false }));
  }

  private options({ start, end, reverse }: KeyRange) {
    const base = this.transaction ? { transaction: this.transaction } : {};
    if (!reverse) return { ...base, start, end };
    // lmdb's descending range starts at or below `start` and ends above `end`: ours excludes `end` only
    return { ...base, start: end, end: start, exclusiveStart: true, inclusiveEnd: true, reverse: true };
  }

  put(key: Uint8Array, value: Uint8Array): void {
    this.db.put(key, value);
  }

  remove(key: Uint8Array): void {
    this.db.remove(key);
  }
}

class HeldSnapshot extends Reader implements Snapshot {
  private open = true;

  close(): void {
    if (!this.open) return;
    this.open = false;
    this.transaction?.done();
  }
}

/** The lmdb environment in one data folder. */
export class LmdbStore {
  private constructor(
    private readonly db: Db,
    /** The committed state; only for reads that end within the same turn of the event loop. */
    readonly current: KvReader,
  ) {}

  /** @param fsync false skips the flush to disk: a crash of the machine (not of the process) loses data. */
  static open(folder: string, fsync: boolean): LmdbStore {
    const db: Db = open({
      path: `${folder}/${DATA_FILE}`,
      encoding: 'binary',
      keyEncoding: 'binary',
      noSync: !fsync,
      overlappingSync: false,
      noMemInit: false,
      maxReaders: MAX_READERS,
    });
    return new LmdbStore(db, new Reader(db));
  }

  snapshot(): Snapshot {
    return new HeldSnapshot(this.db, this.db.useReadTransaction());
  }

  /** Runs `work` in one write transaction, committed when it returns and dropped when it throws. */
  write<T>(work: (kv: RawWriter) => T): T {
    return this.db.transactionSync(() => work(new Reader(this.db)));
  }

  async close(): Promise<void> {
    await this.db.close();
  }
}
