import type { Logger } from '@orrery/runtime';
import type { FetchSubgraph, SubgraphClient } from '../transports/http/subgraph-client.js';
import { type SubgraphState, SubgraphStates } from './subgraph-states.js';

const MAX_WAIT_MS = 5_000; // then the gateway is ready although a subgraph was not tried to its end

/** What probes are sent with. */
type Probing = Pick<SubgraphClient, 'probeVia'>;

/** Watches the subgraphs of the supergraph that is served now. */
export class SubgraphWatch {
  readonly #client: Probing;
  readonly #log: Logger;
  readonly #startedAt = performance.now();
  #states: SubgraphStates | undefined;

  constructor(client: Probing, log: Logger) {
    this.#client = client;
    this.#log = log;
  }

  /** Watches these from now on, instead of those before. Returns what lets operations' fetches count as news of them. */
  follow(urls: ReadonlyMap<string, string>): (fetchSubgraph: FetchSubgraph) => FetchSubgraph {
    this.#states?.stop();
    const states = new SubgraphStates(urls.keys(), {
      fetchSubgraph: this.#client.probeVia(urls),
      onChange: (subgraph, state) => {
        this.#log[state === 'up' ? 'info' : 'warn']({ subgraph, state }, `subgraph ${state}`);
      },
    });
    this.#states = states;
    void states.start();
    return (fetchSubgraph) => states.observe(fetchSubgraph);
  }

  /** Each subgraph's state. @throws Error while the first probes are still out and the wait for them is not over. */
  readiness(): Readonly<Record<string, SubgraphState>> {
    const waited = performance.now() - this.#startedAt >= MAX_WAIT_MS;
    if (this.#states && (this.#ready || this.#states.allTried || waited)) {
      this.#ready = true;
      return this.#states.snapshot();
    }
    throw new Error('subgraphs not tried yet');
  }

  // A reload's new subgraphs do not take readiness away again.
  #ready = false;

  stop(): void {
    this.#states?.stop();
  }
}
