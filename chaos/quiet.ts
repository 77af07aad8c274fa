import { type BookReader, TAKING_PART } from './books.js';
import { consumersOf, effectsIn } from './effects.js';

const POLL_MS = 500;
const FINAL_CHECKOUTS = ['COMPLETED', 'COMPENSATED'];

/**
 * Waits until nothing is under way: every checkout has ended, no event waits, and each was taken by whom it is for.
 * @returns the milliseconds that it took, or undefined when it did not come about within `withinMs`
 */
export async function becameQuiet(reader: BookReader, withinMs: number): Promise<number | undefined> {
  const begun = Date.now();
  while (Date.now() - begun < withinMs) {
    // A database that was killed may be on its way up.
    if (await isQuiet(reader).catch(() => false)) return Date.now() - begun;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return undefined;
}

// Only looked for, not read whole: this is asked often, of databases that are at work.
async function isQuiet(reader: BookReader): Promise<boolean> {
  const orders = await reader.database('orders');
  if (await orders.collection('checkouts').findOne({ state: { $nin: FINAL_CHECKOUTS } })) return false;
  for (const service of TAKING_PART) {
    const database = await reader.database(service);
    if (await database.collection('outbox').findOne({ pending: { $gte: '' } })) return false;
  }
  return isTaken(reader);
}

// What a broker has confirmed does not wait at its sender any more, and may still be in the broker's queues.
async function isTaken(reader: BookReader): Promise<boolean> {
  const events = await reader.events();
  const effects = new Map(events.map((book) => [book.service as string, effectsIn(book)]));
  return events
    .flatMap(({ sent }) => sent)
    .every(({ envelope }) =>
      consumersOf(envelope.type).every((consumer) => effects.get(consumer)?.has(envelope.id)),
    );
}
