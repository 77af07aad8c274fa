import { EVENTS, type EventType } from '@orrery/contracts';
import { type DeadLetter, inboxCollections } from './dead-letters.js';
import { BROKER_CHANNEL } from './rabbitmq/rabbit-transport.js';
import type { ServiceEvents } from './service-events.js';

/** The exit code when this service has no dead letter with the id that was given: another one may. */
export const NOT_HERE = 3;

const USAGE = `events dead list [--json]    what was rejected as often as it may be, and what waits behind it
events dead show ID          one of them, whole
events dead redrive ID       give it to its consumer once more
events dead discard ID       give it up; what waited behind it goes on
events lag                   what has not gone out yet
events consumers             who consumes what here, a line of JSON each
events reset CONSUMER        empty what it makes of its events, for that to be built anew
events replay TYPES SERVICE  send a service all events of these types again (several with commas); or a channel
`;

type Events = Pick<ServiceEvents<unknown>, 'outbox' | 'channels' | 'database'> & {
  readonly consumer: Pick<ServiceEvents<unknown>['consumer'], 'redrive' | 'discard' | 'reset' | 'consumers'>;
};

/** A service's events on the command line. Resolves to the process's exit code. */
export async function runEventsTask(
  { events, service, write }: { events: Events; service: string; write: (text: string) => void },
  argv: readonly string[],
): Promise<number> {
  const [command, action, id] = argv;
  if (command === 'consumers') return consumers(events, service, write);
  if (command === 'reset') return reset(events, service, write, action);
  if (command === 'lag') return lag(events, service, write);
  if (command === 'replay') return replay(events, service, write, argv.slice(1));
  if (command !== 'dead' || !['list', 'show', 'redrive', 'discard'].includes(action ?? '')) {
    write(USAGE);
    return 2;
  }
  if (action === 'list') return (id === '--json' ? listJson : list)(events, service, write);
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

// A line for each: nothing at all is what a program hopes for.
async function listJson(events: Events, service: string, write: (text: string) => void): Promise<number> {
  const { deadLetters, parked } = inboxCollections(events.database());
  const line = (kind: string, { _id, ...letter }: { _id: string }) =>
    write(`${JSON.stringify({ service, kind, ...letter })}\n`);
  for await (const letter of deadLetters.find().sort({ at: 1 })) line('dead', letter);
  for await (const letter of parked.find().sort({ at: 1 })) line('parked', letter);
  return 0;
}

async function consumers(events: Events, service: string, write: (text: string) => void): Promise<number> {
  for (const facts of events.consumer.consumers) write(`${JSON.stringify({ service, ...facts })}\n`);
  return 0;
}

async function reset(
  events: Events,
  service: string,
  write: (text: string) => void,
  consumer = '',
): Promise<number> {
  const facts = events.consumer.consumers.find((one) => one.consumer === consumer);
  if (!facts?.isProjection) {
    write(`${service} makes nothing of events as ${consumer || 'CONSUMER'} that could be built anew\n`);
    return NOT_HERE;
  }
  const forgotten = await events.consumer.reset(consumer);
  const again = `events replay ${facts.types.join(',')} ${service}`;
  write(
    `${service}: ${consumer} is empty and has forgotten ${forgotten} events; next, at ${facts.source}: ${again}\n`,
  );
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
  [list = '', target = '']: readonly string[],
): Promise<number> {
  const types = list.split(',');
  const channel = types.every((type) => isSentTo(service, type, target))
    ? channelTo(events, target)
    : undefined;
  if (channel === undefined) {
    write(`${service} does not send ${list || 'TYPES'} to ${target || 'SERVICE'}\n`);
    return NOT_HERE;
  }
  const count = await events.outbox.replay(channel, types as EventType[]);
  write(`${service}: ${count} events go out again\n`);
  return 0;
}

function isSentTo(service: string, type: string, target: string): boolean {
  if (!Object.hasOwn(EVENTS, type)) return false;
  const { source, consumers } = EVENTS[type as EventType] as { source: string; consumers: readonly string[] };
  return source === service && (consumers.includes(target) || target === BROKER_CHANNEL);
}

// A broker gives what it is sent again to all that consume it: they know it.
function channelTo({ channels }: Events, target: string): string | undefined {
  return (
    channels.find((channel) => channel === target) ?? channels.find((channel) => channel === BROKER_CHANNEL)
  );
}
