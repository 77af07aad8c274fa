import { METRIC } from '@orrery/contracts';
import { Counter, Gauge, type Registry } from 'prom-client';

/** What the metrics read of each subgraph when they are asked for. */
export interface TrafficState {
  readonly subgraph: string;
  readonly circuit: 'closed' | 'half-open' | 'open';
  readonly busy: number;
  readonly queued: number;
}

/** Metrics of the way to the subgraphs. */
export interface TrafficMetrics {
  retried(subgraph: string): void;
  deduplicated(subgraph: string): void;
  /** From now on the gauges read their values here. */
  follow(states: () => readonly TrafficState[]): void;
}

const CIRCUIT_VALUES = { closed: 0, 'half-open': 1, open: 2 } as const;

/** Makes them in a registry. */
export function createTrafficMetrics(registry: Registry): TrafficMetrics {
  const registers = [registry];
  const labelNames = ['subgraph'] as const;
  let states: () => readonly TrafficState[] = () => [];
  const gauge = (name: string, help: string, read: (state: TrafficState) => number) =>
    new Gauge({
      name,
      help,
      labelNames,
      registers,
      collect() {
        this.reset();
        for (const state of states()) this.set({ subgraph: state.subgraph }, read(state));
      },
    });
  gauge(
    METRIC.subgraphCircuitState,
    'Circuit of a subgraph: 0 closed, 1 half-open, 2 open.',
    ({ circuit }) => CIRCUIT_VALUES[circuit],
  );
  gauge(METRIC.subgraphBusyConnections, 'Connections to a subgraph in use.', ({ busy }) => busy);
  gauge(METRIC.subgraphQueuedFetches, 'Fetches that wait for a connection.', ({ queued }) => queued);
  const counter = (name: string, help: string) => new Counter({ name, help, labelNames, registers });
  const retries = counter(METRIC.subgraphRetriesTotal, 'Queries sent to a subgraph again.');
  const shared = counter(
    METRIC.subgraphDeduplicatedTotal,
    'Queries answered by an equal one that was in flight.',
  );
  return {
    retried: (subgraph) => retries.inc({ subgraph }),
    deduplicated: (subgraph) => shared.inc({ subgraph }),
    follow: (source) => {
      states = source;
    },
  };
}
