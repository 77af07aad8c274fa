import type { EventEnvelope } from '@orrery/contracts';
import { failpoint, type Logger } from '@orrery/runtime';
import {
  type AsyncMessage,
  Connection,
  type Consumer,
  ConsumerStatus,
  type Publisher,
} from 'rabbitmq-client';
import { ChannelDown, type EventChannel, NotDelivered } from '../channel.js';
import { NotAnEvent, type Outcome } from '../event-consumer.js';
import type { LiveBus } from '../live/live-bus.js';
import { BrokerNames, brokerTopology, waitFor } from './broker-topology.js';
import { RabbitLiveBus } from './rabbit-live-bus.js';

/** How a service uses a broker. */
export interface RabbitOptions {
  /** `amqp://user:password@host:5672/vhost` */
  readonly url: string;
  readonly log: Logger;
  /** What the names of exchanges and queues begin with. @default orrery */
  readonly prefix?: string;
  /** Most events that an instance works on at a time. @default 16 */
  readonly concurrency?: number;
}

/** The channel's name in the outbox. */
export const BROKER_CHANNEL = 'broker';

const UNEXPECTED_AGAIN_MS = 1_000;

const CONTENT_TYPE = 'application/cloudevents+json';

/**
 * Events over RabbitMQ. The connection comes about by itself and comes back by itself; nothing is acknowledged before its
 * effect is committed, and nothing counts as published before the broker has confirmed it and had a queue for it.
 */
export class RabbitTransport {
  readonly #options: RabbitOptions;
  readonly #names: BrokerNames;
  readonly #connection: Connection;
  readonly #publisher: Publisher;
  readonly #consumers: Consumer[] = [];
  readonly #returned = new Set<string>();

  constructor(options: RabbitOptions) {
    this.#options = options;
    this.#names = new BrokerNames(options.prefix ?? 'orrery');
    this.#connection = new Connection({ url: options.url, retryLow: 200, retryHigh: 2_000 });
    this.#connection.on('error', (error: Error) => {
      options.log.warn({ reason: error.message }, 'the broker cannot be reached; trying again');
    });
    this.#publisher = this.#connection.createPublisher({
      confirm: true,
      ...brokerTopology(this.#names),
    });
    this.#publisher.on('basic.return', ({ messageId }) => void this.#returned.add(messageId ?? ''));
  }

  /** The way out: to the exchange of all events. */
  get channel(): EventChannel {
    return {
      name: BROKER_CHANNEL,
      publish: (envelope) =>
        this.#publish({ exchange: this.#names.events, routingKey: envelope.type }, envelope),
      onBack: (listener) => void this.#connection.on('connection', listener),
    };
  }

  /** Takes a service's events, each by one of its instances; what is to come again waits at the broker. */
  consume(service: string, consume: (event: unknown) => Promise<Outcome>): void {
    const { concurrency = 16 } = this.#options;
    const topology = brokerTopology(this.#names);
    const queue = this.#names.queueOf(service);
    const queueOptions = topology.queues.find((declared) => declared.queue === queue);
    if (!queueOptions) return; // nobody sends it anything
    const consumer = this.#connection.createConsumer(
      {
        queue,
        queueOptions,
        exchanges: topology.exchanges,
        queueBindings: topology.queueBindings.filter((binding) => binding.queue === queue),
        concurrency,
        qos: { prefetchCount: 2 * concurrency },
      },
      (message) => this.#take(service, message, consume),
    );
    this.#keep(consumer);
  }

  /** How the instances of a service hear of each other. It is closed before the transport is. */
  liveBus(service: string): LiveBus {
    const { log } = this.#options;
    return new RabbitLiveBus({ connection: this.#connection, exchange: this.#names.live, service, log });
  }

  /** Lets go of the broker: no further event is taken, those in work are ended first. */
  async close(): Promise<void> {
    await Promise.all(this.#consumers.map((consumer) => consumer.close()));
    await this.#publisher.close();
    await this.#connection.close();
  }

  /** Breaks the connection off at once: what is in work is delivered again, to whoever is there. */
  destroy(): void {
    this.#connection.unsafeDestroy();
  }

  #keep(consumer: Consumer): void {
    consumer.on('error', (error: Error) => {
      this.#options.log.warn({ reason: error.message }, 'events cannot be taken; trying again');
    });
    this.#consumers.push(consumer);
  }

  async #take(
    service: string,
    message: AsyncMessage,
    consume: (event: unknown) => Promise<Outcome>,
  ): Promise<ConsumerStatus> {
    const event = eventOf(message);
    let outcome: Outcome;
    try {
      outcome = await consume(event);
    } catch (error) {
      if (error instanceof NotAnEvent) {
        this.#options.log.error({ err: error }, 'what is no event is among the dead letters of the broker');
        return ConsumerStatus.DROP;
      }
      this.#options.log.error({ err: error }, 'an event could not be taken; it comes again');
      outcome = { kind: 'retry', afterMs: UNEXPECTED_AGAIN_MS };
    }
    if (outcome.kind === 'done') return acknowledged();
    try {
      // Should the process die between the two, it is there twice, and has its effect once.
      await this.#publish(
        { routingKey: this.#names.waitingOf(service, waitFor(outcome.afterMs)) },
        event as EventEnvelope,
      );
      failpoint('broker.put-off');
      return acknowledged();
    } catch {
      return ConsumerStatus.REQUEUE;
    }
  }

  async #publish(to: { exchange?: string; routingKey: string }, envelope: EventEnvelope): Promise<void> {
    const messageId = envelope.id;
    try {
      const confirmed = this.#publisher.send(
        { ...to, messageId, mandatory: true, durable: true, contentType: CONTENT_TYPE, type: envelope.type },
        Buffer.from(JSON.stringify(envelope)),
      );
      failpoint('broker.before-confirm');
      await confirmed;
    } catch (error) {
      throw new ChannelDown(error);
    }
    // The broker returns what it has no queue for before it confirms it, and the client tells of both in that order, but of
    // the return a turn of the event loop later.
    await new Promise((resolve) => setImmediate(resolve));
    if (this.#returned.delete(messageId)) throw new NotDelivered(undefined);
  }
}

// The client acknowledges once it was told.
function acknowledged(): ConsumerStatus {
  setImmediate(failpoint, 'consumer.acknowledged');
  return ConsumerStatus.ACK;
}

function eventOf({ body }: AsyncMessage): unknown {
  if (!Buffer.isBuffer(body)) return body;
  try {
    return JSON.parse(body.toString()) as unknown;
  } catch {
    return undefined;
  }
}
