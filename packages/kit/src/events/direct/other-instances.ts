import type { Logger } from '@orrery/runtime';
import type { LiveBus } from '../live/live-bus.js';
import type { LiveMessage } from '../live/live-message.js';
import { PostTimeout, postSigned } from './post.js';
import { LIVE_PATH } from './receive-events.js';

/** The instances of a service, when there is no broker. */
export interface OtherInstancesOptions {
  /** Where they take events; this instance may be among them. */
  readonly urls: readonly string[];
  /** The key that all services share. */
  readonly key: string;
  readonly log: Logger;
  /** How long an instance may take to answer. @default 5000 */
  readonly timeoutMs?: number;
  /** How long one that did not answer in time is not told of anything. @default 30000 */
  readonly hungMs?: number;
}

const MOST_WAITING = 1_000; // messages for one instance
const BATCH = 50; // messages in one request

/** Tells the other instances of a service over HTTP. One that cannot be reached is left out: its clients are gone with it. */
export class OtherInstances implements LiveBus {
  readonly #instances: Instance[];

  constructor(options: OtherInstancesOptions) {
    this.#instances = options.urls.map((url) => new Instance(url, options));
  }

  start(): void {} // they post

  tell(message: LiveMessage): void {
    for (const instance of this.#instances) instance.tell(message);
  }

  async hand(message: LiveMessage, signal: AbortSignal): Promise<void> {
    await Promise.all(this.#instances.map((instance) => instance.hand(message, signal)));
  }

  async close(): Promise<void> {
    for (const instance of this.#instances) instance.close();
  }
}

class Instance {
  readonly #url: string;
  readonly #options: OtherInstancesOptions;
  readonly #closing = new AbortController();
  readonly #waiting: LiveMessage[] = [];
  #isSending = false;
  #isThisOne = false;
  #hungUntil = 0;

  constructor(url: string, options: OtherInstancesOptions) {
    this.#url = url + LIVE_PATH.slice(LIVE_PATH.lastIndexOf('/'));
    this.#options = options;
  }

  tell(message: LiveMessage): void {
    if (this.#isLeftOut()) return;
    const isWaiting = message.kind === 'wake' && this.#waiting.some(({ kind }) => kind === 'wake');
    if (isWaiting) return;
    if (this.#waiting.length >= MOST_WAITING) this.#waiting.shift();
    this.#waiting.push(message);
    if (!this.#isSending) void this.#sendWaiting();
  }

  async hand(message: LiveMessage, signal: AbortSignal): Promise<void> {
    if (!this.#isLeftOut()) await this.#post([message], signal);
  }

  close(): void {
    this.#waiting.length = 0;
    this.#closing.abort();
  }

  #isLeftOut(): boolean {
    return this.#isThisOne || Date.now() < this.#hungUntil;
  }

  async #sendWaiting(): Promise<void> {
    this.#isSending = true;
    while (this.#waiting.length > 0) {
      const isReached = await this.#post(this.#waiting.splice(0, BATCH), this.#closing.signal);
      if (!isReached) this.#waiting.length = 0;
    }
    this.#isSending = false;
  }

  // Resolves to whether it was reached. A connection that broke off is no refusal: it is tried once more.
  async #post(messages: readonly LiveMessage[], signal: AbortSignal): Promise<boolean> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#postOnce(JSON.stringify(messages), signal);
        return true;
      } catch (error) {
        if (signal.aborted || isRefusal(error)) return false;
        if (isTimeout(error)) this.#leaveOut();
        if (attempt === 2 || isTimeout(error)) return false;
      }
    }
  }

  async #postOnce(body: string, signal: AbortSignal): Promise<void> {
    const { key, timeoutMs = 5_000 } = this.#options;
    const { status } = await postSigned({ url: this.#url, key, body, signal, timeoutMs });
    if (status === 208) this.#isThisOne = true;
    if (status < 200 || status >= 300) this.#leaveOut();
  }

  #leaveOut(): void {
    const { log, hungMs = 30_000 } = this.#options;
    this.#hungUntil = Date.now() + hungMs;
    log.warn(
      { hungMs },
      'another instance does not take what it is told: its live subscribers hear nothing for a while',
    );
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof PostTimeout;
}

function isRefusal(error: unknown): boolean {
  return (error as { code?: unknown }).code === 'ECONNREFUSED';
}
