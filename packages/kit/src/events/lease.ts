import { randomUUID } from 'node:crypto';
import type { mongo } from 'mongoose';
import { isDuplicateKey } from '../mongo/transaction.js';

interface LeaseDocument {
  readonly _id: string;
  readonly owner: string;
  readonly until: Date;
}

/**
 * A lease that one of several processes holds at a time, kept in their database. It makes that only one of them does some
 * work; the work must stay right when for a moment two do (a process that was paused does not know that its lease ran out).
 */
export class Lease {
  readonly #collection: () => mongo.Collection<LeaseDocument>;
  readonly #name: string;
  readonly #ttlMs: number;
  readonly #owner: string;
  #heldUntil = 0;
  #holder: string | undefined;

  /** @param owner what this process is called among those that want it; its own name for each lease */
  constructor(database: () => mongo.Db, name: string, ttlMs: number, owner: string = randomUUID()) {
    this.#collection = () => database().collection<LeaseDocument>('leases');
    this.#name = name;
    this.#ttlMs = ttlMs;
    this.#owner = owner;
  }

  /** Who held it when this process was last refused; undefined when it was not, or nobody is known. */
  get holder(): string | undefined {
    return this.#holder;
  }

  /** Takes or prolongs the lease. Resolves to whether this process holds it. */
  async hold(): Promise<boolean> {
    const now = Date.now();
    if (this.#heldUntil - now > this.#ttlMs / 2) return true;
    if (this.#heldUntil === 0 && (await this.#isAnothers(now))) return false;
    const until = new Date(now + this.#ttlMs);
    try {
      await this.#collection().updateOne(
        { _id: this.#name, $or: [{ owner: this.#owner }, { until: { $lte: new Date(now) } }] },
        { $set: { owner: this.#owner, until } },
        { upsert: true },
      );
    } catch (error) {
      this.#heldUntil = 0;
      if (isDuplicateKey(error)) return false; // another's, and not run out
      throw error;
    }
    this.#heldUntil = until.getTime();
    this.#holder = undefined;
    return true;
  }

  // Who stands by looks, instead of trying to write: most do, for ever.
  async #isAnothers(now: number): Promise<boolean> {
    const lease = await this.#collection().findOne({ _id: this.#name });
    this.#holder = lease && lease.owner !== this.#owner ? lease.owner : undefined;
    return this.#holder !== undefined && (lease?.until.getTime() ?? 0) > now;
  }

  /** Holds it no longer, as far as this process is concerned: the database cannot be reached to say so. */
  forget(): void {
    this.#heldUntil = 0;
  }

  /** Gives the lease back, for another to take it at once. */
  async release(): Promise<void> {
    if (this.#heldUntil === 0) return;
    this.#heldUntil = 0;
    await this.#collection().deleteOne({ _id: this.#name, owner: this.#owner });
  }
}
