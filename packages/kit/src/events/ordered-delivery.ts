import type { EventEnvelope } from '@orrery/contracts';
import type { ClientSession } from 'mongoose';
import type { InboxCollections } from './dead-letters.js';

/** Where an event stands for a consumer that takes an aggregate's events one after the other. */
export type Place = 'past' | 'next' | 'early';

/** The place of an event for a consumer: the events of each aggregate are numbered 1, 2, 3, ... */
export async function placeOf(
  { positions }: InboxCollections,
  consumer: string,
  { subject, sequence }: EventEnvelope,
): Promise<Place> {
  const position = await positions.findOne({ _id: `${consumer} ${subject}` });
  const next = (position?.sequence ?? 0) + 1;
  if (sequence === next) return 'next';
  return sequence < next ? 'past' : 'early';
}

/** Moves a consumer's position to this event, in the transaction that handles it. @throws Error when it is not the next */
export async function advance(
  { positions }: InboxCollections,
  consumer: string,
  { subject, sequence }: EventEnvelope,
  session: ClientSession,
): Promise<void> {
  const _id = `${consumer} ${subject}`;
  if (sequence === 1) {
    await positions.insertOne({ _id, sequence }, { session });
    return;
  }
  const { matchedCount } = await positions.updateOne(
    { _id, sequence: sequence - 1 },
    { $set: { sequence } },
    { session },
  );
  if (matchedCount !== 1) throw new Error(`${consumer} is not at ${sequence - 1} of ${subject}`);
}
