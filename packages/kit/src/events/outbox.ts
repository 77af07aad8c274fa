import { randomUUID } from 'node:crypto';
import {
  dataSchemaName,
  EVENTS,
  type EventData,
  type EventEnvelope,
  type EventType,
} from '@orrery/contracts';
import type { ClientSession, mongo } from 'mongoose';
import { LIVE_CHANNEL } from './channel.js';

const SEED_BATCH = 500;
const MOST_MISSED = 10_000; // events

/** Something that happened, as a command tells it. */
export type NewEvent<Type extends EventType = EventType> = {
  [T in Type]: {
    readonly type: T;
    readonly aggregateId: string;
    /** The aggregate's version after the change. */
    readonly aggregateVersion: number;
    readonly data: EventData<T>;
  };
}[Type];

/** Takes events in the transaction of the change that they tell of. */
export interface EventSink {
  /**
   * Takes the first event of each aggregate that has none yet: how seeded data, which no command wrote, is told of.
   * Resolves to how many it took.
   */
  appendFirst(events: Iterable<NewEvent>): Promise<number>;
  /** Both commit or neither does. @throws Error when the data does not fit the event's schema */
  append<Type extends EventType>(session: ClientSession, event: NewEvent<Type>): Promise<void>;
}

/** An event as the outbox keeps it. */
export interface OutboxRow {
  readonly _id: string;
  readonly aggregateId: string;
  /** 1, 2, 3, ... for each aggregate. */
  readonly sequence: number;
  readonly createdAt: Date;
  /** The channels that it has still to go out by. */
  readonly pending: readonly string[];
  readonly envelope: EventEnvelope;
}

/** What an outbox is made with. */
export interface OutboxOptions {
  readonly database: () => mongo.Db;
  /** The service's name. */
  readonly service: string;
  /** The channels by which events of a type go out. */
  readonly channelsFor: (type: EventType) => readonly string[];
  /** Is told by which channels an event of a transaction is to go out. @default nobody */
  readonly onAppended?: (session: ClientSession, channels: readonly string[]) => void;
}

/**
 * The transactional outbox: a change and its events are committed together, so that no event is lost when the process dies
 * after its commit, and none tells of a change that was rolled back. Rows stay when they are published: they are what a
 * projection is rebuilt from.
 */
export class Outbox implements EventSink {
  readonly #options: OutboxOptions;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  get #rows(): mongo.Collection<OutboxRow> {
    return this.#options.database().collection<OutboxRow>('outbox');
  }

  /** Makes the indexes that the outbox needs. */
  async createIndexes(): Promise<void> {
    await this.#rows.createIndexes([
      { key: { pending: 1, createdAt: 1 } },
      { key: { aggregateId: 1, sequence: 1 }, unique: true },
      { key: { 'envelope.type': 1, createdAt: 1 } },
    ]);
  }

  async append<Type extends EventType>(session: ClientSession, event: NewEvent<Type>): Promise<void> {
    const sequence = await this.#nextSequence(session, event.aggregateId);
    const row = this.#rowOf(event, sequence);
    await this.#rows.insertOne(row, { session });
    this.#options.onAppended?.(session, row.pending);
  }

  async appendFirst(events: Iterable<NewEvent>): Promise<number> {
    const rows = Array.from(events, (event) => {
      const row = this.#rowOf(event, 1);
      return { ...row, pending: row.pending.filter((channel) => channel !== LIVE_CHANNEL) }; // it is no news
    });
    let taken = 0;
    for (let start = 0; start < rows.length; start += SEED_BATCH) {
      const batch = rows.slice(start, start + SEED_BATCH);
      // The counters first: should the process die between the two, the next seed finds the rows missing.
      await this.#sequences.bulkWrite(
        batch.map(({ aggregateId }) => ({
          updateOne: { filter: { _id: aggregateId }, update: { $max: { last: 1 } }, upsert: true },
        })),
      );
      const { upsertedCount } = await this.#rows.bulkWrite(
        batch.map(({ aggregateId, sequence, ...row }) => ({
          updateOne: { filter: { aggregateId, sequence }, update: { $setOnInsert: row }, upsert: true },
        })),
      );
      taken += upsertedCount;
    }
    return taken;
  }

  #rowOf<Type extends EventType>(event: NewEvent<Type>, sequence: number): OutboxRow {
    const { type, aggregateId, aggregateVersion } = event;
    const { service, channelsFor } = this.#options;
    const { versions } = EVENTS[type];
    const createdAt = new Date();
    const envelope: EventEnvelope = {
      specversion: '1.0',
      id: randomUUID(),
      source: `/${service}`,
      type,
      subject: aggregateId,
      time: createdAt.toISOString(),
      datacontenttype: 'application/json',
      dataschema: dataSchemaName(type, versions.length),
      sequence,
      aggregateversion: aggregateVersion,
      data: versions[versions.length - 1]?.parse(event.data) ?? {},
    };
    return { _id: envelope.id, aggregateId, sequence, createdAt, pending: [...channelsFor(type)], envelope };
  }

  get #sequences(): mongo.Collection<{ _id: string; last: number }> {
    return this.#options.database().collection<{ _id: string; last: number }>('eventSequences');
  }

  /**
   * Up to about `limit` rows that wait for a channel, the oldest first, and with each aggregate all before them: in the
   * order of its events. Aggregates in `except` are left out.
   */
  async pending(channel: string, limit: number, except: readonly string[]): Promise<OutboxRow[][]> {
    const waiting = { pending: channel, ...(except.length > 0 && { aggregateId: { $nin: except } }) };
    const oldest = await this.#rows
      .find(waiting, { projection: { aggregateId: 1 } })
      .sort({ createdAt: 1 })
      .limit(limit)
      .toArray();
    const aggregates = [...new Set(oldest.map(({ aggregateId }) => aggregateId))];
    if (aggregates.length === 0) return [];
    const rows = await this.#rows
      .find({ aggregateId: { $in: aggregates }, pending: channel })
      .sort({ aggregateId: 1, sequence: 1 })
      .toArray();
    const groups = new Map<string, OutboxRow[]>(aggregates.map((id) => [id, []]));
    for (const row of rows) groups.get(row.aggregateId)?.push(row);
    return [...groups.values()];
  }

  /** Puts rows that wait for a channel that is not in use any more on those that are. Resolves to how many. */
  async moveToChannels(): Promise<number> {
    let moved = 0;
    for (const type of Object.keys(EVENTS) as EventType[]) {
      const channels = [...this.#options.channelsFor(type)];
      const { modifiedCount } = await this.#rows.updateMany(
        { 'envelope.type': type, pending: { $elemMatch: { $nin: channels } } },
        { $set: { pending: channels } },
      );
      moved += modifiedCount;
    }
    return moved;
  }

  /** Takes rows off a channel. */
  async published(channel: string, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.#rows.updateMany({ _id: { $in: [...ids] } }, { $pull: { pending: channel } });
  }

  /** Puts all events of these types back on a channel, to be delivered again. Resolves to how many. */
  async replay(channel: string, types: readonly EventType[]): Promise<number> {
    const { modifiedCount } = await this.#rows.updateMany(
      { 'envelope.type': { $in: [...types] } },
      { $addToSet: { pending: channel } },
    );
    return modifiedCount;
  }

  /** The events of these types that were committed since then, those of an aggregate in their order; the first of very many. */
  async since(types: readonly EventType[], since: Date): Promise<EventEnvelope[]> {
    const rows = await this.#rows
      .find({ 'envelope.type': { $in: [...types] }, createdAt: { $gte: since } })
      .sort({ createdAt: 1 })
      .limit(MOST_MISSED)
      .toArray();
    return rows.map(({ envelope }) => envelope).sort((a, b) => a.sequence - b.sequence);
  }

  /** How many rows wait for a channel, and since when the oldest does. */
  async lag(channel: string): Promise<{ rows: number; oldest: Date | undefined }> {
    const [rows, oldest] = await Promise.all([
      this.#rows.countDocuments({ pending: channel }),
      this.#rows.find({ pending: channel }).sort({ createdAt: 1 }).limit(1).next(),
    ]);
    return { rows, oldest: oldest?.createdAt };
  }

  // A counter in the same transaction: a number is never skipped, because a rollback takes it back.
  async #nextSequence(session: ClientSession, aggregateId: string): Promise<number> {
    const counter = await this.#sequences.findOneAndUpdate(
      { _id: aggregateId },
      { $inc: { last: 1 } },
      { upsert: true, returnDocument: 'after', session },
    );
    if (!counter) throw new Error('the sequence of events was not raised');
    return counter.last;
  }
}
