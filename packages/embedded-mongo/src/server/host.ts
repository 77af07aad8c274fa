import { Cursors } from '../cursors/cursors.js';
import { Engine } from '../engine/engine.js';
import { Sessions } from '../sessions/sessions.js';
import { SnapshotHistory } from '../sessions/snapshot-history.js';
import { Authentication, type Credentials } from './auth.js';
import { FailPoints } from './fail-points.js';
import { Sweeper } from './sweeper.js';

const SNAPSHOT_KEPT_MS = 300_000; // as long as MongoDB keeps its history

export interface HostOptions {
  readonly dataDir: string;
  readonly fsync: boolean;
  readonly credentials?: Credentials | undefined;
  readonly testCommands: boolean;
  readonly oplogEntries: number;
  readonly cursorTimeoutMs: number;
  readonly transactionLifetimeMs: number;
  readonly ttlIntervalMs: number;
}

/** Everything that the commands of one server share. */
export class Host {
  readonly engine: Engine;
  readonly sessions: Sessions;
  readonly cursors: Cursors;
  readonly auth: Authentication;
  readonly failPoints: FailPoints;
  readonly snapshots: SnapshotHistory;
  private readonly sweeper: Sweeper;
  /** `host:port`, as clients are told to reach this server. */
  address = '';

  constructor(options: HostOptions) {
    this.auth = new Authentication(options.credentials);
    this.engine = new Engine(options);
    this.sessions = new Sessions(this.engine, options.transactionLifetimeMs);
    this.cursors = new Cursors(options.cursorTimeoutMs);
    this.snapshots = new SnapshotHistory(this.engine.store, SNAPSHOT_KEPT_MS);
    this.failPoints = new FailPoints(options.testCommands);
    this.sweeper = new Sweeper(this, options.ttlIntervalMs);
  }

  async close(): Promise<void> {
    this.sweeper.stop();
    this.cursors.close();
    this.sessions.close();
    this.snapshots.close();
    await this.engine.close();
  }
}
