import type { GatewayMetrics } from '../../observability/gateway-metrics.js';
import type { FetchSubgraph } from './subgraph-client.js';
import { SubgraphFailure } from './subgraph-failure.js';

/** Wraps a fetch so that each is counted, by subgraph and by how it ended, and timed. */
export function observedFetch(fetchSubgraph: FetchSubgraph, metrics: GatewayMetrics): FetchSubgraph {
  return async (subgraph, request, signal) => {
    const startedAt = performance.now();
    let result = 'ok';
    try {
      return await fetchSubgraph(subgraph, request, signal);
    } catch (error) {
      result = error instanceof SubgraphFailure ? error.reason : 'internal';
      throw error;
    } finally {
      metrics.subgraphRequests.inc({ subgraph, result });
      metrics.subgraphRequestDuration.observe({ subgraph }, (performance.now() - startedAt) / 1_000);
    }
  };
}
