import type { Collection } from '../engine/catalog.js';

/** Whoever holds claims: one open transaction. */
export interface LockOwner {
  readonly label: string;
}

/** Thrown by a plain write that met a transaction's claim: it is run again when the transaction has ended. */
export class LockWait extends Error {
  constructor(readonly owner: LockOwner) {
    super(`waits for transaction ${owner.label}`);
  }
}

/** Which open transaction may write which key, and what was written since the oldest of them began. */
export class Locks {
  private readonly holders = new Map<string, LockOwner>();
  private readonly claims = new Map<LockOwner, { keys: string[]; collections: Set<Collection> }>();
  private readonly written = new Map<string, number>();
  private readonly waiting = new Map<LockOwner, (() => void)[]>();
  /** Counts commits; a transaction sees what was committed up to the number at its start. */
  sequence = 0;

  get hasTransactions(): boolean {
    return this.claims.size > 0;
  }

  open(owner: LockOwner): void {
    this.claims.set(owner, { keys: [], collections: new Set() });
  }

  holder(key: string): LockOwner | undefined {
    return this.holders.get(key);
  }

  writtenAt(key: string): number {
    return this.written.get(key) ?? 0;
  }

  acquire(owner: LockOwner, key: string): void {
    if (this.holders.get(key) === owner) return;
    this.holders.set(key, owner);
    this.claims.get(owner)?.keys.push(key);
  }

  use(owner: LockOwner, collection: Collection): void {
    this.claims.get(owner)?.collections.add(collection);
  }

  /** An open transaction that has written to the collection. */
  userOf(collection: Collection): LockOwner | undefined {
    for (const [owner, { collections }] of this.claims) if (collections.has(collection)) return owner;
    return undefined;
  }

  noteWritten(keys: Iterable<string>): void {
    if (!this.hasTransactions) return;
    for (const key of keys) this.written.set(key, this.sequence);
  }

  /** Ends a transaction; its keys count as written when it committed. */
  release(owner: LockOwner, committed: boolean): void {
    const claimed = this.claims.get(owner);
    if (!claimed) return;
    for (const key of claimed.keys) this.holders.delete(key);
    this.claims.delete(owner);
    if (this.claims.size === 0) this.written.clear();
    else if (committed) this.noteWritten(claimed.keys);
    const woken = this.waiting.get(owner) ?? [];
    this.waiting.delete(owner);
    for (const wake of woken) wake();
  }

  wait(owner: LockOwner, wake: () => void): void {
    if (!this.claims.has(owner)) {
      wake();
      return;
    }
    const list = this.waiting.get(owner);
    if (list) list.push(wake);
    else this.waiting.set(owner, [wake]);
  }
}
