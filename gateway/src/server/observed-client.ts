import type { Logger, SubgraphTokens } from '@orrery/runtime';
import type { Traffic } from '../config/traffic-settings.js';
import type { GatewayMetrics } from '../observability/gateway-metrics.js';
import { createTrafficMetrics } from '../observability/traffic-metrics.js';
import { SubgraphClient } from '../transports/http/subgraph-client.js';

/** A client whose retries, circuits, connections and queues are seen in the metrics, and circuits also in the log. */
export function observedClient(options: {
  readonly traffic: Traffic;
  readonly tokens: SubgraphTokens | undefined;
  readonly metrics: GatewayMetrics;
  readonly log: Logger;
}): SubgraphClient {
  const { traffic, tokens, metrics, log } = options;
  const traffics = createTrafficMetrics(metrics.registry);
  const client = new SubgraphClient({
    traffic,
    tokens,
    observer: {
      retried: traffics.retried,
      deduplicated: traffics.deduplicated,
      circuitChanged: (subgraph, state) => {
        log[state === 'open' ? 'warn' : 'info']({ subgraph, state }, `circuit ${state}`);
      },
    },
  });
  traffics.follow(() => client.states());
  return client;
}
