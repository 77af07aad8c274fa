import type { FetchSubgraph } from '../transports/http/subgraph-client.js';
import { SubgraphFailure } from '../transports/http/subgraph-failure.js';

/** Whether a subgraph answered the last time that it was asked. */
export type SubgraphState = 'not tried' | 'up' | 'down';

/** How subgraphs are kept an eye on. */
export interface SubgraphStatesOptions {
  readonly fetchSubgraph: FetchSubgraph;
  /** Told when a subgraph goes down or comes back. */
  readonly onChange: (subgraph: string, state: SubgraphState) => void;
  /** Time between two probes of one subgraph. @default 3000 */
  readonly probeIntervalMs?: number;
  /** How long a probe may take. @default 2000 */
  readonly probeTimeoutMs?: number;
}

const PROBE = 'query OrreryProbe { __typename }';

/** Knows each subgraph's state, from probes of its own and from what operations' fetches meet. */
export class SubgraphStates {
  readonly #options: SubgraphStatesOptions;
  readonly #states = new Map<string, SubgraphState>();
  readonly #stopped = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(names: Iterable<string>, options: SubgraphStatesOptions) {
    this.#options = options;
    for (const name of names) this.#states.set(name, 'not tried');
  }

  /** Probes every subgraph once, then again and again until stopped. Resolves when each was tried once. */
  async start(): Promise<void> {
    await this.#probeAll();
    if (!this.#stopped.signal.aborted) this.#schedule();
  }

  /** Ends probing; probes in flight are given up. */
  stop(): void {
    this.#stopped.abort();
    clearTimeout(this.#timer);
  }

  /** Whether each subgraph has been tried. */
  get allTried(): boolean {
    return ![...this.#states.values()].includes('not tried');
  }

  /** Each subgraph's state by its name. */
  snapshot(): Readonly<Record<string, SubgraphState>> {
    return Object.fromEntries(this.#states);
  }

  /** Wraps a fetch so that what it meets counts as news of its subgraph. */
  observe(fetchSubgraph: FetchSubgraph): FetchSubgraph {
    return async (subgraph, request, signal) => {
      try {
        const response = await fetchSubgraph(subgraph, request, signal);
        this.#set(subgraph, 'up');
        return response;
      } catch (error) {
        if (error instanceof SubgraphFailure && error.reason !== 'cancelled') {
          // One that refuses a request, or says too much, is there; one that is late may be busy: the probe decides.
          if (error.reason === 'unreachable' || error.reason === 'bad status') this.#set(subgraph, 'down');
          else if (error.reason === 'refused') this.#set(subgraph, 'up');
        }
        throw error;
      }
    };
  }

  async #probeAll(): Promise<void> {
    await Promise.all([...this.#states.keys()].map((name) => this.#probe(name)));
  }

  async #probe(name: string): Promise<void> {
    const { fetchSubgraph, probeTimeoutMs = 2_000 } = this.#options;
    const request = {
      query: PROBE,
      operationName: 'OrreryProbe',
      isMutation: false,
      remainingMs: probeTimeoutMs,
    };
    try {
      await fetchSubgraph(name, request, this.#stopped.signal);
      this.#set(name, 'up');
    } catch (error) {
      const there = error instanceof SubgraphFailure && error.reason === 'refused';
      this.#set(name, there ? 'up' : 'down');
    }
  }

  #schedule(): void {
    this.#timer = setTimeout(() => {
      void this.#probeAll().then(() => {
        if (!this.#stopped.signal.aborted) this.#schedule();
      });
    }, this.#options.probeIntervalMs ?? 3_000);
    this.#timer.unref();
  }

  #set(name: string, state: SubgraphState): void {
    if (this.#stopped.signal.aborted || this.#states.get(name) === state) return;
    this.#states.set(name, state);
    this.#options.onChange(name, state);
  }
}
