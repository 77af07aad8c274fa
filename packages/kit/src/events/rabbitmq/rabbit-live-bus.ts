import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@orrery/runtime';
import type { AsyncMessage, Connection, Consumer, Publisher } from 'rabbitmq-client';
import { ChannelDown } from '../channel.js';
import type { LiveBus, LiveListener } from '../live/live-bus.js';
import { type LiveMessage, readLiveMessage } from '../live/live-message.js';

/** How the instances of a service hear of each other over a broker. */
export interface RabbitLiveBusOptions {
  readonly connection: Connection;
  /** A direct exchange; the routing key is the service's name, and for one instance its own beside it. */
  readonly exchange: string;
  readonly service: string;
  readonly log: Logger;
}

const MOST_ON_THEIR_WAY = 1_000; // messages
const MOST_IN_QUEUE = 10_000; // messages
const PREFETCH = 200; // messages
const CATCH_UP_AGAIN_MS = 1_000;
// A connection that is dead is noticed after two heartbeats of a minute; the clocks of the instances may differ.
const MARGIN_MS = 150_000;

/**
 * Fan-out over RabbitMQ: each instance has an exclusive classic queue, which goes with it. Nothing in it outlives the
 * connection: each time that the queue is there again, what was committed meanwhile is read from the database.
 */
export class RabbitLiveBus implements LiveBus {
  readonly #options: RabbitLiveBusOptions;
  readonly #confirmed: Publisher;
  readonly #unconfirmed: Publisher;
  readonly #startedAt = new Date();
  readonly #onLost = () => {
    this.#lostAt ??= new Date();
  };
  #consumer: Consumer | undefined;
  #lostAt: Date | undefined;
  #onTheirWay = 0;
  #isClosed = false;
  // The consumer that has caught up, or does: the broker names each anew.
  #tag: string | undefined;
  #caughtUp: Promise<void> = Promise.resolve();

  constructor(options: RabbitLiveBusOptions) {
    this.#options = options;
    const exchanges = [{ exchange: options.exchange, type: 'direct', durable: true }];
    this.#confirmed = options.connection.createPublisher({ confirm: true, exchanges });
    this.#unconfirmed = options.connection.createPublisher({ exchanges });
    options.connection.on('error', this.#onLost);
  }

  start(listener: LiveListener): void {
    const { connection, exchange, service, log } = this.#options;
    const consumer = connection.createConsumer(
      {
        queue: '', // the broker gives it a name
        queueOptions: {
          exclusive: true,
          autoDelete: true,
          arguments: { 'x-max-length': MOST_IN_QUEUE },
        },
        exchanges: [{ exchange, type: 'direct', durable: true }],
        queueBindings: [service, keyOf(service, listener.instance)].map((routingKey) => ({
          exchange,
          routingKey,
        })),
        concurrency: 1,
        qos: { prefetchCount: PREFETCH },
      },
      (message) => this.#take(message, listener),
    );
    consumer.on('ready', () => void this.#catchUp(consumer.consumerTag, listener));
    consumer.on('error', (error: Error) => {
      this.#onLost();
      log.warn({ reason: error.message }, 'live messages cannot be taken; trying again');
    });
    this.#consumer = consumer;
  }

  tell(message: LiveMessage, instances?: readonly string[]): void {
    const { service } = this.#options;
    const keys = instances?.map((instance) => keyOf(service, instance)) ?? [service];
    for (const key of keys) {
      if (this.#onTheirWay >= MOST_ON_THEIR_WAY) return;
      this.#onTheirWay += 1;
      this.#send(this.#unconfirmed, message, key)
        .catch(() => undefined) // as well as it can
        .finally(() => {
          this.#onTheirWay -= 1;
        });
    }
  }

  async hand(message: LiveMessage): Promise<void> {
    try {
      await this.#send(this.#confirmed, message);
    } catch (error) {
      throw new ChannelDown(error);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#options.connection.off('error', this.#onLost);
    await this.#consumer?.close();
    await Promise.all([this.#confirmed.close(), this.#unconfirmed.close()]);
  }

  #send(publisher: Publisher, message: LiveMessage, routingKey = this.#options.service): Promise<void> {
    const { exchange } = this.#options;
    const body = Buffer.from(JSON.stringify(message));
    return publisher.send({ exchange, routingKey, contentType: 'application/json' }, body);
  }

  async #take({ body, consumerTag }: AsyncMessage, listener: LiveListener): Promise<void> {
    await this.#catchUp(consumerTag, listener);
    try {
      const text = Buffer.isBuffer(body) ? body.toString() : JSON.stringify(body);
      listener.hear(readLiveMessage(JSON.parse(text)));
    } catch (error) {
      this.#options.log.warn({ err: error }, 'what another instance told was not understood');
    }
  }

  // Once for each time that the queue is there anew, and before anything of it is heard: else what comes later would be
  // heard first.
  #catchUp(tag: string, listener: LiveListener): Promise<void> {
    if (tag !== this.#tag) {
      const isFirst = this.#tag === undefined;
      this.#tag = tag;
      this.#caughtUp = this.#hearMissed(isFirst ? this.#startedAt : this.#lostSince(), listener);
    }
    return this.#caughtUp;
  }

  #lostSince(): Date {
    const since = (this.#lostAt ?? new Date()).getTime() - MARGIN_MS;
    this.#lostAt = undefined;
    return new Date(Math.max(since, this.#startedAt.getTime()));
  }

  async #hearMissed(since: Date, listener: LiveListener): Promise<void> {
    while (!this.#isClosed) {
      try {
        return await listener.catchUp(since);
      } catch (error) {
        this.#options.log.warn({ err: error }, 'what was missed cannot be read; trying again');
        await sleep(CATCH_UP_AGAIN_MS, undefined, { ref: false });
      }
    }
  }
}

function keyOf(service: string, instance: string): string {
  return `${service}.${instance}`;
}
