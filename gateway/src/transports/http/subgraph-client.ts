import type { SubgraphTokens } from '@orrery/runtime';
import { Traffic } from '../../config/traffic-settings.js';
import { SubgraphFailure } from './subgraph-failure.js';
import type { Cancellation, FetchSubgraph, SubgraphRequest } from './subgraph-request.js';
import { parseSubgraphResponse } from './subgraph-response.js';
import { SubgraphTarget } from './subgraph-target.js';
import type { CircuitState, TrafficObserver } from './traffic/subgraph-call.js';
import type { WireAnswer } from './wire/exchange.js';
import { Sweeper } from './wire/sweeper.js';

export type { FetchSubgraph, SubgraphRequest } from './subgraph-request.js';

/** What a {@link SubgraphClient} is made of. */
export interface SubgraphClientOptions {
  /** @default the defaults for every subgraph */
  readonly traffic?: Traffic;
  /** @default nobody */
  readonly observer?: TrafficObserver;
  /** Makes the Authorization header of every fetch. @default it is the client's, by the rules */
  readonly tokens?: SubgraphTokens;
}

/** What is going on with one subgraph at the moment. */
export interface TargetState {
  readonly subgraph: string;
  readonly circuit: CircuitState;
  /** Connections in use. */
  readonly busy: number;
  /** Fetches that wait for a connection. */
  readonly queued: number;
}

const NOBODY: TrafficObserver = { retried() {}, deduplicated() {}, circuitChanged() {} };

/**
 * Sends fetches to subgraphs over kept connections. Connections, circuits and budgets outlive the supergraph: a subgraph
 * that the next one has too, under the same name and address, keeps its own.
 */
export class SubgraphClient {
  readonly #traffic: Traffic;
  readonly #observer: TrafficObserver;
  readonly #tokens: SubgraphTokens | undefined;
  readonly #sweeper = new Sweeper();
  #targets = new Map<string, SubgraphTarget>();
  // Those of supergraphs before: operations in flight may still use them.
  readonly #retired = new Set<SubgraphTarget>();

  constructor({ traffic = new Traffic(), observer = NOBODY, tokens }: SubgraphClientOptions = {}) {
    this.#traffic = traffic;
    this.#observer = observer;
    this.#tokens = tokens;
  }

  /** A fetch over `urls`, an address for each subgraph's name. */
  fetchVia(urls: ReadonlyMap<string, string>): FetchSubgraph {
    return this.#fetchBy(urls, (target, request, signal) => target.send(request, signal));
  }

  /** A fetch that is sent once, though the circuit be open, and changes nothing in it: to see whether a subgraph answers. */
  probeVia(urls: ReadonlyMap<string, string>): FetchSubgraph {
    return this.#fetchBy(urls, (target, request, signal) => target.probe(request, signal));
  }

  /** What is going on now, by subgraph. */
  states(): TargetState[] {
    return [...this.#targets.values()].map(({ name, breaker, pool }) => ({
      subgraph: name,
      circuit: breaker.state,
      busy: pool.busyCount,
      queued: pool.queuedCount,
    }));
  }

  /** Closes the connections after the fetches in flight. */
  async close(): Promise<void> {
    await Promise.all([...this.#targets.values(), ...this.#retired].map((target) => target.close()));
  }

  #fetchBy(
    urls: ReadonlyMap<string, string>,
    send: (
      target: SubgraphTarget,
      request: SubgraphRequest,
      signal: Cancellation | undefined,
    ) => Promise<WireAnswer>,
  ): FetchSubgraph {
    const targets = this.#targetsOf(urls);
    return async (subgraph, request, signal) => {
      const target = targets.get(subgraph);
      if (!target) throw new Error(`the plan fetches from ${subgraph}, which has no address`);
      try {
        const { status, body } = await send(target, request, signal);
        return parseSubgraphResponse(subgraph, status, body);
      } catch (error) {
        // The operation's own deadline aborts its fetches, perhaps a moment before they end by themselves.
        if (isCancelled(error) && isTimeout(signal?.reason)) throw new SubgraphFailure(subgraph, 'timeout');
        throw error;
      }
    };
  }

  #targetsOf(urls: ReadonlyMap<string, string>): ReadonlyMap<string, SubgraphTarget> {
    const byName = new Map<string, SubgraphTarget>();
    const targets = new Map<string, SubgraphTarget>();
    for (const [name, url] of urls) {
      const key = `${name} ${url}`;
      const target =
        this.#targets.get(key) ??
        new SubgraphTarget(name, url, {
          settings: this.#traffic.of(name),
          sweeper: this.#sweeper,
          observer: this.#observer,
          tokens: this.#tokens,
        });
      targets.set(key, target);
      byName.set(name, target);
    }
    for (const [key, target] of this.#targets) if (!targets.has(key)) this.#retired.add(target);
    for (const target of this.#retired) if (target.isUnused) this.#retired.delete(target);
    this.#targets = targets;
    return byName;
  }
}

function isCancelled(error: unknown): boolean {
  return error instanceof SubgraphFailure && error.reason === 'cancelled';
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof DOMException && reason.name === 'TimeoutError';
}
