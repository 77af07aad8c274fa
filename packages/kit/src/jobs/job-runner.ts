import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@orrery/runtime';
import type { mongo } from 'mongoose';
import type { RunningWorker } from '../service/service-worker.js';
import type { Job } from './job.js';
import { JobClaims } from './job-claims.js';
import type { JobObserver, JobResult } from './job-metrics.js';

/** What jobs are run with. */
export interface JobRunnerOptions<Scope> {
  readonly jobs: readonly Job<Scope>[];
  readonly database: () => mongo.Db;
  /** Makes the scope of one run. */
  readonly scope: () => Scope;
  readonly log: Logger;
  /** How long a process that died keeps the others from running what it ran. @default 10000 */
  readonly claimMs?: number;
  readonly onRun?: JobObserver;
}

const RETRY_MS = 1_000; // while the database is away

/** Runs a service's jobs in this instance, each whenever it is due and no other instance has it. */
export class JobRunner<Scope> implements RunningWorker {
  readonly #options: JobRunnerOptions<Scope>;
  readonly #claims: JobClaims;
  readonly #claimMs: number;
  readonly #stopping = new AbortController();
  readonly #loops: Promise<void>[];

  constructor(options: JobRunnerOptions<Scope>) {
    this.#options = options;
    this.#claimMs = options.claimMs ?? 10_000;
    this.#claims = new JobClaims(options.database, this.#claimMs);
    this.#loops = options.jobs.map((job) => this.#loop(job));
  }

  /** Does nothing: jobs are due by the clock. */
  wake(): void {}

  /** Ends the runs by their signal; resolves when they ended. What they left is due at once for the other instances. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#loops);
  }

  async #loop(job: Job<Scope>): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      let waitMs = RETRY_MS;
      try {
        waitMs = await this.#turn(job);
      } catch (error) {
        if (!signal.aborted)
          this.#options.log.warn(
            { job: job.name, err: error },
            'the claim of a job cannot be changed; trying again',
          );
      }
      await delay(Math.max(waitMs, 1), undefined, { signal }).catch(() => undefined);
    }
  }

  // Resolves to how long to wait before looking again.
  async #turn(job: Job<Scope>): Promise<number> {
    const answer = await this.#claims.claim(job.name, job.everyMs);
    if (!answer.claimed) return answer.waitMs;
    const result = await this.#run(job);
    // One that failed waits for its next turn as one that is done does.
    await this.#claims.giveBack(job.name, result === 'done' || result === 'failed');
    return job.everyMs;
  }

  async #run(job: Job<Scope>): Promise<JobResult> {
    const { scope, log, onRun } = this.#options;
    const ending = new AbortController();
    let cut: JobResult | undefined;
    const cutShort = (why: JobResult) => {
      cut ??= why;
      ending.abort();
    };
    const stop = () => cutShort('stopped');
    this.#stopping.signal.addEventListener('abort', stop);
    if (this.#stopping.signal.aborted) stop(); // while it was claimed
    const keeping = this.#keepClaim(job.name, () => cutShort('lost'));
    const startedAt = performance.now();
    let result: JobResult;
    try {
      await job.run(scope(), ending.signal);
      result = cut ?? 'done';
    } catch (error) {
      result = cut ?? 'failed';
      if (!cut) log.error({ job: job.name, err: error }, 'a job failed; its next turn tries again');
    } finally {
      clearInterval(keeping);
      this.#stopping.signal.removeEventListener('abort', stop);
    }
    onRun?.(job.name, result, performance.now() - startedAt);
    return result;
  }

  #keepClaim(name: string, lost: () => void): NodeJS.Timeout {
    let heldUntil = Date.now() + this.#claimMs;
    return setInterval(() => {
      if (Date.now() >= heldUntil) return lost(); // the database is away, and others may have it when it comes back
      const until = Date.now() + this.#claimMs;
      this.#claims.prolong(name).then(
        (isMine) => {
          if (isMine) heldUntil = until;
          else lost();
        },
        () => undefined,
      );
    }, this.#claimMs / 3);
  }
}
