import type { Timestamp } from 'bson';
import { CommandError } from '../errors.js';
import type { KvReader } from '../storage/kv.js';
import type { LmdbStore, Snapshot } from '../storage/lmdb-store.js';

interface Held {
  readonly time: Timestamp;
  readonly startedAt: number;
  readonly snapshot: Snapshot;
  readonly expires: number;
  users: number;
}

/** A past state in use by one command or cursor. */
export interface HeldSnapshot {
  readonly time: Timestamp;
  readonly kv: KvReader;
  /** The number of the last commit in it. */
  readonly startedAt: number;
  release(): void;
}

/**
 * The states that snapshot reads were given, kept for a while so that later reads of the same session see the
 * same. Only states that somebody asked for are kept, not all of the recent past.
 */
export class SnapshotHistory {
  private readonly held = new Map<string, Held>();

  constructor(
    private readonly store: LmdbStore,
    private readonly keepMs: number,
  ) {}

  /** The state of now, under the cluster time of its last change. */
  take(time: Timestamp, startedAt: number): HeldSnapshot {
    const key = time.toString();
    let held = this.held.get(key);
    if (!held) {
      held = {
        time,
        startedAt,
        snapshot: this.store.snapshot(),
        expires: Date.now() + this.keepMs,
        users: 0,
      };
      this.held.set(key, held);
    }
    return this.use(held);
  }

  /** @throws CommandError SnapshotTooOld when the state was never given out or is no longer kept */
  at(time: Timestamp): HeldSnapshot {
    const held = this.held.get(time.toString());
    if (held) return this.use(held);
    throw new CommandError(
      'SnapshotTooOld',
      'Read timestamp is not available: this server keeps only the states that snapshot reads were given',
    );
  }

  private use(held: Held): HeldSnapshot {
    held.users++;
    let released = false;
    return {
      time: held.time,
      kv: held.snapshot,
      startedAt: held.startedAt,
      release: () => {
        if (!released) held.users--;
        released = true;
      },
    };
  }

  /** Gives up states whose time is over and that nobody reads. */
  expire(now: number): void {
    for (const [key, held] of this.held) {
      if (held.users > 0 || held.expires > now) continue;
      held.snapshot.close();
      this.held.delete(key);
    }
  }

  close(): void {
    for (const { snapshot } of this.held.values()) snapshot.close();
    this.held.clear();
  }
}
