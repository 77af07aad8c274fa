import { EVENTS, type EventType } from '@orrery/contracts';
import type { Logger } from '@orrery/runtime';
import type { FastifyInstance } from 'fastify';
import type { ClientSession, mongo } from 'mongoose';
import type { Registry } from 'prom-client';
import type { RunTransaction } from '../service/scopes.js';
import type { ServiceConfig } from '../service/service-config.js';
import { type EventChannel, LIVE_CHANNEL } from './channel.js';
import { DirectChannel } from './direct/direct-channel.js';
import { OtherInstances } from './direct/other-instances.js';
import { receiveEvents } from './direct/receive-events.js';
import { EventConsumer, type EventConsumerOptions } from './event-consumer.js';
import { type EventMetrics, eventMetrics } from './event-metrics.js';
import type { LiveBus } from './live/live-bus.js';
import { LiveFanOut } from './live/live-fan-out.js';
import { readLiveMessage } from './live/live-message.js';
import { Outbox } from './outbox.js';
import { BROKER_CHANNEL, RabbitTransport } from './rabbitmq/rabbit-transport.js';
import { Relay } from './relay.js';

const LAG_INTERVAL_MS = 5_000;

/** What a service's events are made of. */
export interface ServiceEventsOptions<Scope> {
  readonly service: string;
  readonly config: Pick<ServiceConfig, 'EVENT_SUBSCRIBERS' | 'EVENTS_KEY' | 'BROKER_URL'>;
  readonly handlers: EventConsumerOptions<Scope>['handlers'];
  readonly database: () => mongo.Db;
  readonly transaction: RunTransaction;
  readonly scope: () => Scope;
  readonly log: Logger;
  /** Tells the live subscribers of this instance. @default there are none */
  readonly publishLive?: (topic: string, payload: unknown) => void;
  /** Calls `effect` once the transaction of a session is committed. @default never: the relays find new events by looking */
  readonly afterCommit?: (session: ClientSession, effect: () => void) => void;
  /** Where its metrics go. @default nowhere */
  readonly registry?: Registry;
  /** What the names of exchanges and queues begin with. @default orrery */
  readonly brokerPrefix?: string;
}

/** A service's side of the events: what it publishes and what it consumes. */
export class ServiceEvents<Scope> {
  readonly outbox: Outbox;
  readonly consumer: EventConsumer<Scope>;
  readonly live: LiveFanOut;
  readonly #options: ServiceEventsOptions<Scope>;
  readonly #broker: RabbitTransport | undefined;
  readonly #metrics: EventMetrics | undefined;
  readonly #liveTypes: readonly EventType[];
  #relays: Relay[] = [];
  #lagTimer: NodeJS.Timeout | undefined;

  constructor(options: ServiceEventsOptions<Scope>) {
    const { service, database, handlers, transaction, scope, log } = options;
    this.#options = options;
    const { BROKER_URL: url } = options.config;
    this.#broker = url ? new RabbitTransport({ url, log, prefix: options.brokerPrefix }) : undefined;
    const own = Object.values(EVENTS).filter(({ source }) => source === service);
    this.#liveTypes = own.filter(({ live }) => live).map(({ type }) => type);
    this.outbox = new Outbox({
      database,
      service,
      channelsFor: (type) => [
        ...(url ? [BROKER_CHANNEL] : EVENTS[type].consumers),
        ...(this.#liveTypes.includes(type) ? [LIVE_CHANNEL] : []),
      ],
      onAppended: (session, channels) => options.afterCommit?.(session, () => this.wake(channels)),
    });
    this.live = new LiveFanOut({
      publish: (topic, payload) => options.publishLive?.(topic, payload),
      bus: this.#liveBus(),
      since: (since) => this.outbox.since(this.#liveTypes, since),
      onWake: () => {
        for (const relay of this.#relays) relay.wake();
      },
      log,
    });
    this.#metrics = options.registry && eventMetrics(options.registry);
    const onReceived = this.#metrics?.received;
    this.consumer = new EventConsumer({ handlers, database, transaction, scope, log, onReceived });
  }

  async createIndexes(): Promise<void> {
    await this.outbox.createIndexes();
    await this.consumer.createIndexes();
  }

  /** Takes events at the service's own server; not without EVENTS_KEY. */
  async receiveAt(app: FastifyInstance, isOpen: () => boolean): Promise<void> {
    const { EVENTS_KEY: key } = this.#options.config;
    if (!key) return;
    await receiveEvents(app, {
      key,
      isOpen,
      consume: (event) => this.consumer.consume(event),
      hear: (message) => this.live.hear(readLiveMessage(message)),
    });
  }

  /** Starts to publish and, where there is a broker, to take events from it. Subscribers without an address are waited for. */
  async start(): Promise<void> {
    const { service, handlers } = this.#options;
    await this.outbox.moveToChannels();
    const channels = this.#broker ? [this.#broker.channel] : this.#directChannels();
    if (this.#subscribers().size > 0) for (const channel of channels) this.#relay(channel);
    if (this.#liveTypes.length > 0) this.#relay(this.live.channel);
    this.live.start();
    const metrics = this.#metrics;
    if (metrics && this.#relays.length > 0) {
      // Not at a scrape: that must be answered while the database is away.
      const measure = () => void this.#measureLag(metrics).catch(() => undefined);
      measure();
      this.#lagTimer = setInterval(measure, LAG_INTERVAL_MS).unref();
    }
    if (handlers.length > 0) this.#broker?.consume(service, (event) => this.consumer.consume(event));
  }

  // Without a broker a service knows its other instances by the addresses that are given for its own name.
  #liveBus(): LiveBus | undefined {
    const { service, config, log } = this.#options;
    if (this.#broker) return this.#broker.liveBus(service);
    const urls = config.EVENT_SUBSCRIBERS.get(service);
    return urls && config.EVENTS_KEY ? new OtherInstances({ urls, key: config.EVENTS_KEY, log }) : undefined;
  }

  #directChannels(): EventChannel[] {
    const { config, log } = this.#options;
    const { EVENT_SUBSCRIBERS: subscribers, EVENTS_KEY: key } = config;
    return [...this.#subscribers()].flatMap((name) => {
      const urls = subscribers.get(name);
      if (urls && key) return [new DirectChannel({ name, urls, key })];
      log.warn({ subscriber: name }, 'its events wait: set EVENT_SUBSCRIBERS and EVENTS_KEY, or BROKER_URL');
      return [];
    });
  }

  #relay(channel: EventChannel): void {
    const { database, log } = this.#options;
    const relay = new Relay({
      outbox: this.outbox,
      channel,
      database,
      log,
      instance: this.live.instance,
      onPublished: (_row, delayMs) => this.#metrics?.published(channel.name, delayMs),
    });
    relay.start();
    this.#relays.push(relay);
  }

  /** Makes the relays of these channels look for new events now, those of other instances too. @param channels default: all */
  wake(channels?: readonly string[]): void {
    const concerned = this.#relays.filter(({ channel }) => channels?.includes(channel) ?? true);
    for (const relay of concerned) relay.wake();
    for (const { standsBy, holder } of concerned) if (standsBy) this.live.wakeOther(holder);
  }

  async stop(): Promise<void> {
    clearInterval(this.#lagTimer);
    await Promise.all(this.#relays.splice(0).map((relay) => relay.stop()));
    await this.live.close();
    await this.#broker?.close();
  }

  /** The channels by which this service's events go out. */
  get channels(): string[] {
    const subscribers = [...this.#subscribers()];
    const channels = this.#broker && subscribers.length > 0 ? [this.#broker.channel.name] : subscribers;
    return this.#liveTypes.length > 0 ? [...channels, LIVE_CHANNEL] : channels;
  }

  /** The service's database. @throws Error before it was reached */
  database(): mongo.Db {
    return this.#options.database();
  }

  async #measureLag(metrics: EventMetrics): Promise<void> {
    // Of several instances the one that publishes counts: the numbers are to be added up.
    for (const channel of this.channels) {
      const isOthers = this.#relays.some((relay) => relay.channel === channel && relay.standsBy);
      metrics.waiting(channel, isOthers ? undefined : (await this.outbox.lag(channel)).rows);
    }
  }

  #subscribers(): Set<string> {
    const own = Object.values(EVENTS).filter(({ source }) => source === this.#options.service);
    return new Set(own.flatMap(({ consumers }) => consumers));
  }
}
