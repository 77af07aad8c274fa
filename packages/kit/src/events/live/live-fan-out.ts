import { randomUUID } from 'node:crypto';
import type { EventEnvelope } from '@orrery/contracts';
import type { Logger } from '@orrery/runtime';
import type { Live } from '../../service/scopes.js';
import { type EventChannel, LIVE_CHANNEL } from '../channel.js';
import { HeardEvents } from './heard-events.js';
import type { LiveBus } from './live-bus.js';
import { eventMessage, type LiveMessage, payloadOf, topicMessage } from './live-message.js';

// So long, others that relay may be told of many commits at once.
const WAKE_AFTER_MS = 10;

/** What fans out. */
export interface LiveFanOutOptions {
  /** Tells the live subscribers of this instance. */
  readonly publish: (topic: string, payload: unknown) => void;
  /** Undefined for a service with one instance. */
  readonly bus: LiveBus | undefined;
  /** The live events that were committed since then, those of an aggregate in their order. */
  readonly since: (since: Date) => Promise<readonly EventEnvelope[]>;
  /** Another instance has committed events. */
  readonly onWake: () => void;
  readonly log: Logger;
}

/**
 * Tells the live subscribers of every instance of a service: those of this one at once, the others by the bus. What is
 * published on a topic is told as well as can be, and at most once. An event is told at least once to each instance that can
 * be reached, on the topic of its type, and there once and in the order of its aggregate.
 */
export class LiveFanOut implements Live {
  /** This process, among those of its service. */
  readonly instance = randomUUID();
  readonly #options: LiveFanOutOptions;
  readonly #heard = new HeardEvents();
  // Undefined among them: it is not known who.
  readonly #toWake = new Set<string | undefined>();
  #wakeTimer: NodeJS.Timeout | undefined;

  constructor(options: LiveFanOutOptions) {
    this.#options = options;
  }

  /** The channel by which the outbox gives live events to all instances. */
  get channel(): EventChannel {
    return {
      name: LIVE_CHANNEL,
      publish: async (event, signal) => {
        this.#hearEvent(event);
        await this.#options.bus?.hand(eventMessage(this.instance, event), signal);
      },
    };
  }

  publish(topic: string, payload: unknown): void {
    const { publish, bus } = this.#options;
    publish(topic, payload);
    bus?.tell(topicMessage(this.instance, topic, payload));
  }

  /** Tells the instance that relays that there are new events. @param instance undefined: all, as it is not known which does */
  wakeOther(instance: string | undefined): void {
    this.#toWake.add(instance);
    this.#wakeTimer ??= setTimeout(() => {
      this.#wakeTimer = undefined;
      const known = [...this.#toWake].filter((one) => one !== undefined);
      const instances = this.#toWake.has(undefined) ? undefined : known;
      this.#toWake.clear();
      this.#options.bus?.tell({ kind: 'wake', instance: this.instance }, instances);
    }, WAKE_AFTER_MS);
  }

  /** Begins to hear of the other instances. */
  start(): void {
    this.#options.bus?.start({
      instance: this.instance,
      hear: (message) => this.hear(message),
      catchUp: async (since) => {
        for (const event of await this.#options.since(since)) this.#hearEvent(event);
      },
    });
  }

  /** Takes what an instance told. Resolves to whether it was another one. */
  hear(message: LiveMessage): boolean {
    if (message.instance === this.instance) return false;
    if (message.kind === 'wake') this.#options.onWake();
    else if (message.kind === 'event') this.#hearEvent(message.event);
    else this.#publishLocally(message.topic, () => payloadOf(message));
    return true;
  }

  async close(): Promise<void> {
    clearTimeout(this.#wakeTimer);
    await this.#options.bus?.close();
  }

  #hearEvent(event: EventEnvelope): void {
    if (this.#heard.isNews(event)) this.#publishLocally(event.type, () => event);
  }

  // A subscriber that fails is no reason not to tell the others.
  #publishLocally(topic: string, payload: () => unknown): void {
    try {
      this.#options.publish(topic, payload());
    } catch (error) {
      this.#options.log.error({ topic, err: error }, 'live subscribers could not be told');
    }
  }
}
