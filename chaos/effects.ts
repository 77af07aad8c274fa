import { EVENTS } from '@orrery/contracts';
import { type EventBook, TAKING_PART } from './books.js';

/** The services of the run that an event of a type is for, each of which has one effect of it. */
export function consumersOf(type: string): readonly string[] {
  const definition = Object.values(EVENTS).find((one) => one.type === type);
  const consumers: readonly string[] = definition?.consumers ?? [];
  return consumers.filter((consumer) => (TAKING_PART as readonly string[]).includes(consumer));
}

/** How many effects a service had of each event, by the event's id. */
export function effectsIn({ inbox }: Pick<EventBook, 'inbox'>): ReadonlyMap<string, number> {
  const had = new Map<string, number>();
  for (const entry of inbox) {
    const id = entry.slice(entry.lastIndexOf(' ') + 1);
    had.set(id, (had.get(id) ?? 0) + 1);
  }
  return had;
}
