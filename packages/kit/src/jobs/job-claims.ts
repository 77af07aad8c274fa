import { randomUUID } from 'node:crypto';
import type { mongo } from 'mongoose';
import { isDuplicateKey } from '../mongo/transaction.js';

interface JobDocument {
  readonly _id: string;
  /** The instance that runs it or ran it last. */
  readonly owner: string;
  /** Nobody else runs it before then. */
  readonly until: Date;
  /** When a run last ended by itself. */
  readonly finishedAt: Date;
}

const NEVER = new Date(0);

/** A job was claimed, or is to be looked at again after so many milliseconds. */
export type ClaimAnswer = { readonly claimed: true } | { readonly claimed: false; readonly waitMs: number };

/**
 * Who runs which job, in the service's database: one document a job, changed by conditional updates only. Times are those of the
 * instances' clocks, which must agree to within a part of `claimMs`.
 */
export class JobClaims {
  readonly #jobs: () => mongo.Collection<JobDocument>;
  readonly #owner = randomUUID();
  readonly #claimMs: number;

  /** @param claimMs how long a claim lasts that is not prolonged */
  constructor(database: () => mongo.Db, claimMs: number) {
    this.#jobs = () => database().collection<JobDocument>('jobs');
    this.#claimMs = claimMs;
  }

  /** Claims the job if it is due and nobody else has it. A claim of this instance's own that it forgot is its own again. */
  async claim(name: string, everyMs: number): Promise<ClaimAnswer> {
    const now = Date.now();
    const mine = await this.#jobs().updateOne(
      {
        _id: name,
        finishedAt: { $lte: new Date(now - everyMs) },
        $or: [{ owner: this.#owner }, { until: { $lte: new Date(now) } }],
      },
      { $set: { owner: this.#owner, until: new Date(now + this.#claimMs) } },
    );
    if (mine.matchedCount === 1) return { claimed: true };
    const job = await this.#jobs().findOne({ _id: name });
    if (!job) {
      await this.#introduce(name);
      return { claimed: false, waitMs: 0 };
    }
    const freeAt = job.owner === this.#owner ? 0 : job.until.getTime();
    const dueAt = job.finishedAt.getTime() + everyMs;
    // No later than its next turn: the one that has it may be done long before its claim ends.
    return { claimed: false, waitMs: Math.min(Math.max(dueAt, freeAt) - now, everyMs) };
  }

  async #introduce(name: string): Promise<void> {
    try {
      await this.#jobs().insertOne({ _id: name, owner: '', until: NEVER, finishedAt: NEVER });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error; // another instance did at the same time
    }
  }

  /** Makes the claim last longer. Resolves to whether it was still this instance's. */
  async prolong(name: string): Promise<boolean> {
    const until = new Date(Date.now() + this.#claimMs);
    // Not one that was given back meanwhile: this may be overtaken by that.
    const mine = await this.#jobs().updateOne(
      { _id: name, owner: this.#owner, until: { $ne: NEVER } },
      { $set: { until } },
    );
    return mine.matchedCount === 1;
  }

  /** Gives the claim back. @param isDone whether the run ended by itself: one that was cut short is due still */
  async giveBack(name: string, isDone: boolean): Promise<void> {
    const finished = isDone ? { finishedAt: new Date() } : {};
    await this.#jobs().updateOne({ _id: name, owner: this.#owner }, { $set: { until: NEVER, ...finished } });
  }
}
