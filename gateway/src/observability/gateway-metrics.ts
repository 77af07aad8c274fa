import { METRIC } from '@orrery/contracts';
import { createMetrics, type Metrics } from '@orrery/runtime';
import { Counter, Histogram } from 'prom-client';

/** The gateway's metrics, in one registry with those that every process has. */
export interface GatewayMetrics extends Metrics {
  /** `result` is `ok`, or why there was no usable answer. */
  readonly subgraphRequests: Counter<'subgraph' | 'result'>;
  readonly subgraphRequestDuration: Histogram<'subgraph'>;
  /** `result` is `loaded` or `refused`. */
  readonly supergraphReloads: Counter<'result'>;
}

const DURATION_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]; // seconds

/** Makes the gateway's metrics; `processMetrics` adds those of Node itself. */
export function createGatewayMetrics(options: { processMetrics?: boolean } = {}): GatewayMetrics {
  const metrics = createMetrics('gateway', options);
  const registers = [metrics.registry];
  return {
    ...metrics,
    subgraphRequests: new Counter({
      name: METRIC.subgraphRequestsTotal,
      help: 'Fetches sent to subgraphs, by how they ended.',
      labelNames: ['subgraph', 'result'],
      registers,
    }),
    subgraphRequestDuration: new Histogram({
      name: METRIC.subgraphRequestDuration,
      help: 'Time from a fetch sent to its answer read.',
      labelNames: ['subgraph'],
      buckets: DURATION_BUCKETS,
      registers,
    }),
    supergraphReloads: new Counter({
      name: METRIC.supergraphReloadsTotal,
      help: 'Changes of the supergraph file, by whether the new one was loaded or refused.',
      labelNames: ['result'],
      registers,
    }),
  };
}
