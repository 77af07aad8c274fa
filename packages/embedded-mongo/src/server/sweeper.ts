import type { Collection } from '../engine/catalog.js';
import type { Index } from '../engine/index-spec.js';
import { prepareQuery, runQuery } from '../engine/query.js';
import { deleteRecord } from '../engine/records.js';
import { own } from '../types.js';
import type { Host } from './host.js';

const EXPIRY_INTERVAL_MS = 10_000;
const SESSION_LIFETIME_MS = 30 * 60_000; // as the hello answer promises
const RECORD_LIFETIME_MS = 60 * 60_000; // twice as long, as a client may try again at the last moment
/** Expired documents are deleted in steps, so that other writes get their turn. */
const DELETE_STEP = 1_000;

async function deleteExpired(host: Host, collection: Collection, index: Index): Promise<void> {
  const limit = new Date(Date.now() - index.expireAfterSeconds! * 1_000);
  const filter = { [index.paths[0]!]: { $lt: limit } };
  const { engine } = host;
  for (;;) {
    const deleted = await engine.queue.submit((write) => {
      if (engine.catalog.get(collection.database, collection.name) !== collection) return 0;
      if (!collection.indexes.includes(index)) return 0;
      const query = prepareQuery(collection, { filter, hint: index.name, limit: DELETE_STEP });
      const found = [...runQuery(write.kv, query)];
      for (const { bytes, document } of found) {
        deleteRecord(write, collection, { id: own(document, '_id'), bytes, document });
      }
      return found.length;
    });
    if (deleted < DELETE_STEP) return;
  }
}

/** Deletes the documents whose time is over, of all collections with a TTL index. */
async function sweepDocuments(host: Host): Promise<void> {
  for (const collection of host.engine.catalog.collections()) {
    for (const index of collection.indexes) {
      if (index.expireAfterSeconds !== undefined) await deleteExpired(host, collection, index);
    }
  }
}

/** Ends what nobody uses any more, from time to time. */
export class Sweeper {
  private readonly timers: NodeJS.Timeout[];
  private sweeping = false;
  private stopped = false;

  constructor(
    private readonly host: Host,
    ttlIntervalMs: number,
  ) {
    this.timers = [
      setInterval(() => void this.documents(), ttlIntervalMs),
      setInterval(() => this.expire(), EXPIRY_INTERVAL_MS),
    ];
    for (const timer of this.timers) timer.unref();
  }

  private async documents(): Promise<void> {
    if (this.sweeping) return;
    this.sweeping = true;
    try {
      await sweepDocuments(this.host);
      await this.host.sessions.forget(Date.now() - RECORD_LIFETIME_MS);
    } catch (error) {
      // the next round tries again; only a server that is closing refuses
      if (!this.stopped) process.emitWarning(error as Error);
    } finally {
      this.sweeping = false;
    }
  }

  private expire(): void {
    const now = Date.now();
    this.host.cursors.expire(now);
    this.host.snapshots.expire(now);
    void this.host.sessions.expire(now - SESSION_LIFETIME_MS);
  }

  stop(): void {
    this.stopped = true;
    for (const timer of this.timers) clearInterval(timer);
  }
}
