import type { EventEnvelope } from '@orrery/contracts';
import { ChannelDown, type EventChannel, NotDelivered } from '../channel.js';
import { type PostAnswer, postSigned } from './post.js';

/** A subscriber that events are sent to directly. */
export interface DirectChannelOptions {
  /** The subscriber's service. */
  readonly name: string;
  /** The addresses of its instances; each event goes to one of them. */
  readonly urls: readonly string[];
  /** The key that all services share. */
  readonly key: string;
  /** @default 10000 */
  readonly timeoutMs?: number;
}

/**
 * Sends events to one subscriber over HTTP, as signed CloudEvents. It answers 204 when their effect is committed, 503 when they
 * are to come again.
 */
export class DirectChannel implements EventChannel {
  readonly name: string;
  readonly #options: DirectChannelOptions;
  #next = 0; // the instance that was reached last is tried first

  constructor(options: DirectChannelOptions) {
    this.name = options.name;
    this.#options = options;
  }

  async publish(envelope: EventEnvelope, signal: AbortSignal): Promise<void> {
    const { urls } = this.#options;
    const body = JSON.stringify(envelope);
    let fault: unknown;
    for (let attempt = 0; attempt < urls.length; attempt++) {
      const url = urls[this.#next % urls.length] as string;
      let answer: PostAnswer;
      try {
        answer = await this.#post(url, body, signal);
      } catch (error) {
        fault = error;
        this.#next += 1;
        continue;
      }
      if (answer.status >= 200 && answer.status < 300) return;
      throw new NotDelivered(answer.retryAfterMs);
    }
    throw new ChannelDown(fault);
  }

  #post(url: string, body: string, signal: AbortSignal): Promise<PostAnswer> {
    const { key, timeoutMs = 10_000 } = this.#options;
    return postSigned({ url, key, body, signal, timeoutMs });
  }
}
