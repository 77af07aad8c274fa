import { failpoint, type Logger } from '@orrery/runtime';
import type { mongo } from 'mongoose';
import { type Backoff, delayAfter } from './backoff.js';
import { ChannelDown, type EventChannel, NotDelivered } from './channel.js';
import { Lease } from './lease.js';
import type { Outbox, OutboxRow } from './outbox.js';
import { PublishedMarks } from './published-marks.js';

/** What a relay is made with. */
export interface RelayOptions {
  readonly outbox: Outbox;
  readonly channel: EventChannel;
  readonly database: () => mongo.Db;
  readonly log: Logger;
  /** What this instance is called among those of its service. @default a name of its own */
  readonly instance?: string;
  /** The longest that a row waits to be seen when nothing wakes the relay. @default 500 */
  readonly pollMs?: number;
  /** How long a relay that died keeps the others of its service from taking over. @default 10000 */
  readonly leaseMs?: number;
  /** @default 100 to 30000 ms */
  readonly backoff?: Backoff;
  /** Told of each event that went out, and how long after its commit. */
  readonly onPublished?: (row: OutboxRow, delayMs: number) => void;
}

const BATCH = 200; // rows
const PARALLEL = 16; // aggregates at a time
const STAND_BY_POLLS = 4; // one that stands by waits this many times longer: most instances of a service do, for ever

/**
 * Publishes what is in the outbox by one channel: the events of one aggregate in their order, at least once each, for as long
 * as it takes. Of several instances of a service one does it at a time. Waking it only makes it look sooner.
 */
export class Relay {
  readonly #options: RelayOptions;
  readonly #lease: Lease;
  readonly #marks: PublishedMarks;
  readonly #stopping = new AbortController();
  // By aggregate: how often its first event failed, and when it is tried again.
  readonly #blocked = new Map<string, { failures: number; until: number }>();
  #channelFailures = 0;
  #wake: (() => void) | undefined;
  #isAwake = false;
  #standsBy = false;
  #running: Promise<void> | undefined;

  constructor(options: RelayOptions) {
    this.#options = options;
    this.#marks = new PublishedMarks((ids) => options.outbox.published(options.channel.name, ids));
    const { database, channel, leaseMs = 10_000, instance } = options;
    this.#lease = new Lease(database, `relay:${channel.name}`, leaseMs, instance);
    options.channel.onBack?.(() => {
      this.#channelFailures = 0;
      this.wake();
    });
  }

  /** The channel's name. */
  get channel(): string {
    return this.#options.channel.name;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Whether another one held the lease when it last looked. */
  get standsBy(): boolean {
    return this.#standsBy;
  }

  /** The instance that held the lease when it last looked; undefined when it is not known. */
  get holder(): string | undefined {
    return this.#lease.holder;
  }

  /** Makes it look for rows now, unless another one does that. */
  wake(): void {
    if (this.#standsBy && !this.#stopping.signal.aborted) return;
    this.#isAwake = true;
    this.#wake?.();
  }

  /** Ends it after what is on its way; what is not published goes out when it is started again, here or elsewhere. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.wake();
    await this.#running;
    await this.#lease.release().catch(() => undefined);
  }

  async #run(): Promise<void> {
    const { log, channel, pollMs = 500 } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      let waitMs = pollMs;
      try {
        this.#standsBy = !(await this.#lease.hold());
        waitMs = this.#standsBy ? STAND_BY_POLLS * pollMs : await this.#publishOnce();
      } catch (error) {
        if (!(error instanceof ChannelDown)) this.#lease.forget();
        if (!signal.aborted) {
          waitMs = this.#delay(++this.#channelFailures);
          log.warn({ channel: channel.name, waitMs, err: error }, 'events cannot go out; trying again');
        }
      }
      if (waitMs > 0) await this.#sleep(waitMs);
    }
  }

  // Resolves to how long to wait before looking again.
  async #publishOnce(): Promise<number> {
    const { outbox, channel, pollMs = 500 } = this.#options;
    this.#isAwake = false;
    const now = Date.now();
    const waiting = [...this.#blocked].filter(([, { until }]) => until > now);
    const groups = await outbox.pending(
      channel.name,
      BATCH,
      waiting.map(([aggregateId]) => aggregateId),
    );
    const queue = [...groups];
    let published = 0;
    const workers = Array.from({ length: Math.min(PARALLEL, queue.length) }, async () => {
      for (let rows = queue.shift(); rows; rows = queue.shift()) {
        if (this.#stopping.signal.aborted) return;
        published += await this.#publishInOrder(rows);
      }
    });
    const failed = (await Promise.allSettled(workers)).find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
    if (groups.length > 0) this.#channelFailures = 0;
    if (published > 0) return 0;
    const soonest = Math.min(...[...this.#blocked.values()].map(({ until }) => until - Date.now()), pollMs);
    return Math.max(soonest, 1);
  }

  // Resolves to how many went out. An event that is not taken holds back those after it.
  async #publishInOrder(rows: readonly OutboxRow[]): Promise<number> {
    const { channel, log, onPublished } = this.#options;
    const sent: string[] = [];
    try {
      for (const row of rows) {
        failpoint('relay.before-publish');
        await channel.publish(row.envelope, this.#stopping.signal);
        failpoint('relay.published');
        sent.push(row._id);
        onPublished?.(row, Date.now() - row.createdAt.getTime());
      }
      if (rows[0]) this.#blocked.delete(rows[0].aggregateId);
    } catch (error) {
      if (this.#stopping.signal.aborted) return sent.length;
      if (error instanceof ChannelDown) throw error;
      const aggregateId = rows[0]?.aggregateId ?? '';
      const failures = sent.length > 0 ? 1 : (this.#blocked.get(aggregateId)?.failures ?? 0) + 1;
      const waitMs = (error instanceof NotDelivered && error.retryAfterMs) || this.#delay(failures);
      this.#blocked.set(aggregateId, { failures, until: Date.now() + waitMs });
      log.warn(
        { channel: channel.name, aggregateId, failures, waitMs },
        'an event was not taken; trying again',
      );
    } finally {
      // Should this fail, they go out twice: their consumers know them by their ids.
      await this.#marks.add(sent);
      if (sent.length > 0) failpoint('relay.marked');
    }
    return sent.length;
  }

  #delay(failures: number): number {
    return delayAfter(failures, this.#options.backoff ?? { firstMs: 100, maxMs: 30_000 });
  }

  #sleep(ms: number): Promise<void> {
    if (this.#isAwake || this.#stopping.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(done, ms);
      this.#wake = done;
      function done() {
        clearTimeout(timer);
        resolve();
      }
    });
  }
}
