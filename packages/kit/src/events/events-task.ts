import { EVENTS, type EventType } from '@orrery/contracts';
import { type DeadLetter, inboxCollections } from './dead-letters.js';
import type { ServiceEvents } from './service-events.js';

/** The exit code when this service has no dead letter with the id that was given: another one may. */
export const NOT_HERE = 3;

const USAGE = `events dead list             what was rejected as often as it may be, and what waits behind it
events dead show ID          one of them, whole
events dead redrive ID       give it to its consumer once more
events dead discard ID       give it up; what waited behind it goes on
events lag                   what has not gone out yet
events replay TYPE CHANNEL   send all events of a type again, for a projection to be built anew
`;

type Events = Pick<ServiceEvents<unknown>, 'outbox' | 'channels' | 'database'> & {
  readonly consumer: Pick<ServiceEvents<unknown>['consumer'], 'redrive' | 'discard'>;
};

/** A service's events on the command line. Resolves to the process's exit code. */
export async function runEventsTask(
  { events, service, write }: { events: Events; service: string; write: (text: string) => void },
  argv: readonly string[],
): Promise<number> {
  const [command, action, id] = argv;
  if (command === 'lag') return lag(events, service, write);
  if (command === 'replay') return replay(events, service, write, argv.slice(1));
  if (command !== 'dead' || !['list', 'show', 'redrive', 'discard'].includes(action ?? '')) {
    write(USAGE);
    return 2;
  }
  if (action === 'list') return list(events, service, write);
  const letter = id === undefined ? null : await find(events, id);
  if (!letter) {
    write(`${service} has no dead letter ${id ?? ''}\n`);
    return NOT_HERE;
  }
  if (action === 'show') {
    write(`${JSON.stringify({ service, ...letter, _id: undefined }, null, 2)}\n`);
    return 0;
  }
  if (action === 'discard') {
    await events.consumer.discard(letter._id);
    write(`${service}: given up\n`);
    return 0;
  }
  const isHandled = await events.consumer.redrive(letter._id);
  write(isHandled ? `${service}: handled\n` : `${service}: rejected again, and kept\n`);
  return isHandled ? 0 : 1;
}

async function list(events: Events, service: string, write: (text: string) => void): Promise<number> {
  const { deadLetters, parked } = inboxCollections(events.database());
  for await (const { consumer, envelope, error, tries, at } of deadLetters.find().sort({ at: 1 })) {
    const facts = [envelope.id, service, consumer, envelope.type, envelope.subject, `${tries} tries`];
    write(`${at.toISOString()}  ${facts.join('  ')}  ${error.split('\n', 1)[0]}\n`);
  }
  for await (const { consumer, envelope, sequence, at } of parked.find().sort({ at: 1 })) {
    const facts = [envelope.id, service, consumer, envelope.type, envelope.subject];
    write(`${at.toISOString()}  ${facts.join('  ')}  waits: one before its number ${sequence} is missing\n`);
  }
  return 0;
}

async function find(events: Events, id: string): Promise<DeadLetter | null> {
  return inboxCollections(events.database()).deadLetters.findOne({ 'envelope.id': id });
}

async function lag(events: Events, service: string, write: (text: string) => void): Promise<number> {
  for (const channel of events.channels) {
    const { rows, oldest } = await events.outbox.lag(channel);
    const since = oldest ? `, the oldest since ${oldest.toISOString()}` : '';
    write(`${service} to ${channel}: ${rows} waiting${since}\n`);
  }
  return 0;
}

async function replay(
  events: Events,
  service: string,
  write: (text: string) => void,
  [type = '', channel = '']: readonly string[],
): Promise<number> {
  const isOwn = Object.hasOwn(EVENTS, type) && EVENTS[type as EventType].source === service;
  if (!isOwn || !events.channels.includes(channel)) {
    write(`${service} does not send ${type || 'TYPE'} to ${channel || 'CHANNEL'}\n`);
    return NOT_HERE;
  }
  write(`${service}: ${await events.outbox.replay(channel, [type as EventType])} events go out again\n`);
  return 0;
}
