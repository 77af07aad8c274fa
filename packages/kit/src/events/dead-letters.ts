import type { EventEnvelope } from '@orrery/contracts';
import type { ClientSession, mongo } from 'mongoose';

/** An event that a consumer rejected as often as it may. */
export interface DeadLetter {
  /** The consumer's name, a space and the event's id. */
  readonly _id: string;
  readonly consumer: string;
  readonly envelope: EventEnvelope;
  /** Of the last try. */
  readonly error: string;
  readonly tries: number;
  readonly at: Date;
}

/** An event that came before its turn: one before it has not been handled. */
export interface ParkedEvent {
  /** The consumer's name, a space and the event's id. */
  readonly _id: string;
  readonly consumer: string;
  readonly subject: string;
  readonly sequence: number;
  readonly envelope: EventEnvelope;
  readonly at: Date;
}

/** The collections in which a service remembers what it was sent. */
export function inboxCollections(database: mongo.Db) {
  return {
    /** What has had its effect. */
    inbox: database.collection<{ _id: string; at: Date }>('inbox'),
    tries: database.collection<{ _id: string; tries: number }>('eventTries'),
    /** By ordered consumer and aggregate: the last sequence number that was handled. */
    positions: database.collection<{ _id: string; sequence: number }>('eventPositions'),
    parked: database.collection<ParkedEvent>('parkedEvents'),
    deadLetters: database.collection<DeadLetter>('deadLetters'),
  };
}

/** What {@link inboxCollections} makes. */
export type InboxCollections = ReturnType<typeof inboxCollections>;

/** Forgets, in a transaction, what a consumer was ever sent. Resolves to how many events had had their effect. */
export async function forgetConsumer(
  { inbox, tries, positions, parked, deadLetters }: InboxCollections,
  consumer: string,
  session: ClientSession,
): Promise<number> {
  const { deletedCount } = await inbox.deleteMany({ _id: startsWith(consumer) }, { session });
  await tries.deleteMany({ _id: startsWith(consumer) }, { session });
  await positions.deleteMany({ _id: startsWith(consumer) }, { session });
  await parked.deleteMany({ consumer }, { session });
  await deadLetters.deleteMany({ consumer }, { session });
  return deletedCount;
}

// Keys are the consumer's name, a space and more; `!` comes after the space.
function startsWith(consumer: string): { $gt: string; $lt: string } {
  return { $gt: `${consumer} `, $lt: `${consumer}!` };
}

/** Makes the indexes that they need. */
export async function createInboxIndexes({ parked, deadLetters }: InboxCollections): Promise<void> {
  await parked.createIndex({ consumer: 1, subject: 1, sequence: 1 });
  await deadLetters.createIndex({ at: 1 });
}
