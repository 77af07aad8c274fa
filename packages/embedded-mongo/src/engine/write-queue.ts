import type { CatalogChange, LoggedChange, Oplog, Origin } from '../changestream/oplog.js';
import { CommandError } from '../errors.js';
import { type Locks, LockWait } from '../sessions/locks.js';
import { type Entry, type KeyRange, type KvWriter, keyText } from '../storage/kv.js';
import type { LmdbStore, RawWriter } from '../storage/lmdb-store.js';
import type { Catalog, Collection } from './catalog.js';
import type { Change, WriteContext } from './records.js';

/** What a queued write may do besides changing documents. */
export interface PlainWrite extends WriteContext {
  /** Puts and removes that no claim guards: sessions, a transaction's own changes, catalog rows. */
  readonly raw: RawWriter;
  recordCatalog(change: CatalogChange): void;
  /** Registers how to take back a change in memory if this command fails. */
  onUndo(undo: () => void): void;
  /** Runs after the commit that holds this command. */
  onCommit(done: () => void): void;
  /** @throws LockWait while an open transaction has written to the collection */
  claimCollection(collection: Collection): void;
}

export interface WriteOptions {
  readonly origin?: Origin | undefined;
  /** How long to wait for a transaction's locks. @default forever */
  readonly maxTimeMs?: number | undefined;
}

/** One command's changes within a shared commit; they can be taken back without the others'. */
class CommandWriter implements KvWriter, PlainWrite {
  readonly changes: LoggedChange[] = [];
  readonly claimed = new Set<string>();
  readonly afterCommit: (() => void)[] = [];
  private readonly undoes: (() => void)[] = [];

  constructor(
    readonly raw: RawWriter,
    private readonly locks: Locks,
    private readonly catalog: Catalog,
  ) {}

  get kv(): KvWriter {
    return this;
  }

  get(key: Uint8Array): Uint8Array | undefined {
    return this.raw.get(key);
  }

  range(range: KeyRange): Iterable<Entry> {
    return this.raw.range(range);
  }

  count(range: KeyRange): number {
    return this.raw.count(range);
  }

  claim(key: Uint8Array): void {
    const text = keyText(key);
    const holder = this.locks.holder(text);
    if (holder) throw new LockWait(holder);
    if (this.locks.hasTransactions) this.claimed.add(text);
  }

  claimCollection(collection: Collection): void {
    const user = this.locks.userOf(collection);
    if (user) throw new LockWait(user);
  }

  put(key: Uint8Array, value: Uint8Array): void {
    this.remember(key);
    this.raw.put(key, value);
  }

  remove(key: Uint8Array): void {
    this.remember(key);
    this.raw.remove(key);
  }

  private remember(key: Uint8Array): void {
    const before = this.raw.get(key);
    this.undoes.push(() => (before ? this.raw.put(key, before) : this.raw.remove(key)));
  }

  record(change: Change): void {
    this.changes.push(change);
  }

  recordCatalog(change: CatalogChange): void {
    this.changes.push(change);
  }

  touch(collection: Collection): void {
    this.catalog.touch(collection);
  }

  onUndo(undo: () => void): void {
    this.undoes.push(undo);
  }

  onCommit(done: () => void): void {
    this.afterCommit.push(done);
  }

  undo(): void {
    for (const undo of this.undoes.reverse()) undo();
  }
}

interface Job {
  readonly work: (write: PlainWrite) => unknown;
  readonly options: WriteOptions;
  resolve(value: unknown): void;
  reject(error: unknown): void;
  timer?: NodeJS.Timeout | undefined;
  /** True once it was given up: it does not run again. */
  expired?: boolean;
}

/**
 * Runs write commands one after the other; all that arrive in one turn of the event loop share one commit.
 * A command that throws leaves no trace, and does not touch the others. Promises settle after the commit.
 */
export class WriteQueue {
  private pending: Job[] = [];
  private scheduled = false;
  private closed = false;

  constructor(
    private readonly store: LmdbStore,
    private readonly catalog: Catalog,
    private readonly locks: Locks,
    private readonly oplog: Oplog,
  ) {}

  submit<T>(work: (write: PlainWrite) => T, options: WriteOptions = {}): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.enqueue({ work, options, resolve: resolve as (value: unknown) => void, reject });
    });
  }

  /** Refuses what comes from now on, and resolves when all that came before is done. */
  async close(): Promise<void> {
    if (this.pending.length > 0) this.flush();
    this.closed = true;
  }

  private enqueue(job: Job): void {
    if (this.closed) {
      job.reject(new CommandError('ShutdownInProgress', 'the server is shutting down'));
      return;
    }
    this.pending.push(job);
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => this.flush());
  }

  private flush(): void {
    this.scheduled = false;
    const jobs = this.pending;
    this.pending = [];
    if (jobs.length === 0) return;
    const settle: (() => void)[] = [];
    const written: CommandWriter[] = [];
    try {
      this.store.write((raw) => {
        for (const job of jobs) this.run(job, raw, settle, written);
        this.catalog.save(raw);
        this.oplog.trim(raw);
      });
    } catch (error) {
      this.abandon(jobs, error);
      return;
    }
    this.locks.sequence++;
    for (const writer of written) {
      this.locks.noteWritten(writer.claimed);
      for (const done of writer.afterCommit) done();
    }
    for (const done of settle) done();
    if (written.some((writer) => writer.changes.length > 0)) this.oplog.emit('appended');
  }

  private run(job: Job, raw: RawWriter, settle: (() => void)[], written: CommandWriter[]): void {
    if (job.expired) return;
    const writer = new CommandWriter(raw, this.locks, this.catalog);
    try {
      const result = job.work(writer);
      this.oplog.append(raw, writer.changes, job.options.origin ?? {});
      written.push(writer);
      settle.push(() => this.finish(job, () => job.resolve(result)));
    } catch (error) {
      writer.undo();
      if (error instanceof LockWait) this.park(job, error);
      else settle.push(() => this.finish(job, () => job.reject(error)));
    }
  }

  private finish(job: Job, settle: () => void): void {
    clearTimeout(job.timer);
    settle();
  }

  private park(job: Job, wait: LockWait): void {
    const { maxTimeMs } = job.options;
    if (maxTimeMs && !job.timer) {
      job.timer = setTimeout(() => {
        job.expired = true;
        job.reject(new CommandError('MaxTimeMSExpired', 'operation exceeded time limit'));
      }, maxTimeMs);
    }
    this.locks.wait(wait.owner, () => this.enqueue(job));
  }

  /** The commit failed: nothing of it is on disk, and the catalog in memory may be ahead. */
  private abandon(jobs: readonly Job[], error: unknown): void {
    this.catalog.load(this.store.current);
    this.oplog.load(this.store.current);
    const reason = error instanceof Error ? error.message : String(error);
    for (const job of jobs) {
      // one that waits for a lock must not run again, it has had its answer
      job.expired = true;
      this.finish(job, () => job.reject(new CommandError('InternalError', `commit failed: ${reason}`)));
    }
  }
}
