import type { Engine } from '../executor/engine.js';
import { SharedStream } from './shared-stream.js';
import type { StreamOperation, StreamScope } from './stream-scope.js';
import type { Subscriber } from './subscriber.js';

/** What a hub needs beside what its streams work with. */
export interface SubscriptionHubOptions extends StreamScope {
  readonly supergraph: {
    readonly current: Engine;
    onSwap(listener: (engine: Engine) => void): () => void;
  };
  /** Told when a client joins a stream that was there. */
  readonly onShared: () => void;
}

const MOVED_AT_ONCE = 16; // so that a reload's new planner gets no more than it can queue

/** All subscriptions that run. Those that are the same (operation, variables, authority) share one stream. */
export class SubscriptionHub {
  readonly #options: SubscriptionHubOptions;
  readonly #streams = new Map<string, SharedStream>();
  readonly #unfollow: () => void;

  constructor(options: SubscriptionHubOptions) {
    this.#options = options;
    this.#unfollow = options.supergraph.onSwap((engine) => void this.#moveTo(engine));
  }

  /** How many streams there are, and how many clients they have in all. */
  count(): { readonly streams: number; readonly subscribers: number } {
    let subscribers = 0;
    for (const stream of this.#streams.values()) subscribers += stream.subscriberCount;
    return { streams: this.#streams.size, subscribers };
  }

  /** Begins a subscription or joins it; the returned function leaves it. Whatever goes wrong is told to the subscriber. */
  subscribe(operation: StreamOperation, subscriber: Subscriber): () => void {
    const key = keyOf(operation);
    let stream = this.#streams.get(key);
    if (stream) {
      this.#options.onShared();
      stream.add(subscriber);
    } else {
      stream = new SharedStream(operation, this.#options, () => {
        if (this.#streams.get(key) === stream) this.#streams.delete(key);
      });
      this.#streams.set(key, stream);
      stream.add(subscriber);
      void stream.settleOn(this.#options.supergraph.current);
    }
    return () => stream.remove(subscriber);
  }

  /** Follows the supergraph no more. */
  close(): void {
    this.#unfollow();
  }

  async #moveTo(engine: Engine): Promise<void> {
    const streams = [...this.#streams.values()];
    const move = async () => {
      for (let stream = streams.pop(); stream; stream = streams.pop()) await stream.settleOn(engine);
    };
    await Promise.all(Array.from({ length: MOVED_AT_ONCE }, move));
  }
}

function keyOf({ resolved, variables, authority }: StreamOperation): string {
  const { queryHash, operation } = resolved;
  return JSON.stringify([queryHash, operation.name?.value, sorted(variables), authority.key]);
}

// Two clients may write the same variables in another order.
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return { entries: entries.map(([name, inner]) => [name, sorted(inner)]) };
}
