import type { EventEnvelope } from '@orrery/contracts';
import { ChannelDown, type EventChannel, NotDelivered } from '../channel.js';
import { SIGNATURE_HEADER, signBody } from './signature.js';

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
      let response: Response;
      try {
        response = await this.#post(url, body, signal);
      } catch (error) {
        fault = error;
        this.#next += 1;
        continue;
      }
      if (response.ok) return;
      throw new NotDelivered(retryAfterMs(response));
    }
    throw new ChannelDown(fault);
  }

  async #post(url: string, body: string, signal: AbortSignal): Promise<Response> {
    const { key, timeoutMs = 10_000 } = this.#options;
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents+json', [SIGNATURE_HEADER]: signBody(key, body) },
      body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    await response.arrayBuffer(); // frees the connection
    return response;
  }
}

function retryAfterMs({ headers }: Response): number | undefined {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : undefined;
}
