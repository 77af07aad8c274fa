import { EVENTS } from '@orrery/contracts';
import type { PublisherProps } from 'rabbitmq-client';

/** The names of what Orrery declares at a broker: everything begins with the prefix. */
export class BrokerNames {
  constructor(readonly prefix: string) {}

  /** Where all events are published: a topic exchange, the event's type is the routing key. */
  get events(): string {
    return `${this.prefix}.events`;
  }

  /** Where the instances of each service hear of each other: a direct exchange, the service is the routing key. */
  get live(): string {
    return `${this.prefix}.live`;
  }

  /** Where the broker puts what was delivered far too often. */
  get deadLetters(): string {
    return `${this.prefix}.dead-letters`;
  }

  /** The queue from which one of a service's instances takes each event. */
  queueOf(service: string): string {
    return `${this.prefix}.${service}`;
  }

  /** The queue in which a service's events wait before they come again. */
  waitingOf(service: string, ms: number): string {
    return `${this.prefix}.${service}.again-${ms}`;
  }
}

/** The times that an event may have to wait before it comes again, in milliseconds. */
export const WAITS_MS = [200, 1_000, 5_000, 30_000] as const;

/** The shortest of {@link WAITS_MS} that is not shorter than what was asked for; else the longest. */
export function waitFor(afterMs: number): number {
  return WAITS_MS.find((ms) => ms >= afterMs) ?? (WAITS_MS[WAITS_MS.length - 1] as number);
}

// A far backstop: tries are counted in the consumer's database, and crashes do not count there.
const DELIVERY_LIMIT = 1_000;

type Topology = Required<Pick<PublisherProps, 'exchanges' | 'queues' | 'queueBindings'>>;

/**
 * Everything that is declared: by every service the same, so that no event is published before each of its consumers has a
 * queue for it. Works alike on RabbitMQ 3.10 to 4.x.
 */
export function brokerTopology(names: BrokerNames): Topology {
  const services = new Set(Object.values(EVENTS).flatMap(({ consumers }) => consumers));
  return {
    exchanges: [
      { exchange: names.events, type: 'topic', durable: true },
      { exchange: names.deadLetters, type: 'fanout', durable: true },
    ],
    queues: [
      { queue: names.deadLetters, durable: true, arguments: { 'x-queue-type': 'quorum' } },
      ...[...services].flatMap((service) => [
        workQueue(names, service),
        ...WAITS_MS.map((ms) => waitingQueue(names, service, ms)),
      ]),
    ],
    queueBindings: [
      { exchange: names.deadLetters, queue: names.deadLetters, routingKey: '' },
      ...Object.values(EVENTS).flatMap(({ type, consumers }) =>
        consumers.map((service) => ({
          exchange: names.events,
          queue: names.queueOf(service),
          routingKey: type,
        })),
      ),
    ],
  };
}

function workQueue(names: BrokerNames, service: string): Topology['queues'][number] {
  return {
    queue: names.queueOf(service),
    durable: true,
    arguments: {
      'x-queue-type': 'quorum',
      'x-delivery-limit': DELIVERY_LIMIT,
      'x-dead-letter-exchange': names.deadLetters,
      'x-dead-letter-strategy': 'at-least-once',
      'x-overflow': 'reject-publish', // which at-least-once asks for
    },
  };
}

// What waits goes back to the queue that it came from.
function waitingQueue(names: BrokerNames, service: string, ms: number): Topology['queues'][number] {
  return {
    queue: names.waitingOf(service, ms),
    durable: true,
    arguments: {
      'x-queue-type': 'quorum',
      'x-message-ttl': ms,
      'x-dead-letter-exchange': '',
      'x-dead-letter-routing-key': names.queueOf(service),
      'x-dead-letter-strategy': 'at-least-once',
      'x-overflow': 'reject-publish',
    },
  };
}
