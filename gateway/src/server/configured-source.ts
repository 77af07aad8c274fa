import type { Logger } from '@orrery/runtime';
import type { GatewayConfig } from '../config/gateway-config.js';
import { composedLocally, type SupergraphSource, supergraphFile } from '../supergraph/supergraph-source.js';

/** The source that a configuration names, and what a person calls it. */
export interface ConfiguredSource {
  readonly name: string;
  readonly source: SupergraphSource;
}

/** Makes the source of supergraphs that a configuration names. @param onFault told why a change gives no supergraph */
export async function configuredSource(
  config: GatewayConfig,
  log: Logger,
  onFault: (error: unknown) => void,
): Promise<ConfiguredSource> {
  const { SUPERGRAPH, SUPERGRAPH_CONFIG, INTROSPECT } = config;
  if (SUPERGRAPH) return { name: SUPERGRAPH, source: supergraphFile(SUPERGRAPH, { onFault }) };
  if (SUPERGRAPH_CONFIG) {
    return { name: SUPERGRAPH_CONFIG, source: composedLocally(SUPERGRAPH_CONFIG, { onFault }) };
  }
  return INTROSPECT ? introspecting(INTROSPECT, config, log) : fromUplink(config, log);
}

// @apollo/gateway takes a while to load: only what needs its managers pays for it.
async function introspecting(
  urls: NonNullable<GatewayConfig['INTROSPECT']>,
  { INTROSPECT_POLL_MS }: GatewayConfig,
  log: Logger,
): Promise<ConfiguredSource> {
  const { IntrospectAndCompose, RemoteGraphQLDataSource } = await import('@apollo/gateway');
  const subgraphs = Object.entries(urls).map(([name, url]) => ({ name, url }));
  const manager = new IntrospectAndCompose({
    subgraphs,
    pollIntervalInMs: INTROSPECT_POLL_MS,
    logger: apolloLogger(log),
  });
  return {
    name: 'introspection',
    source: {
      initialize: ({ update }) =>
        manager.initialize({
          update,
          healthCheck: async () => {},
          getDataSource: ({ url }) => new RemoteGraphQLDataSource({ url }),
        }),
    },
  };
}

async function fromUplink(
  { APOLLO_KEY: apiKey = '', APOLLO_GRAPH_REF: graphRef = '', UPLINK_ENDPOINTS }: GatewayConfig,
  log: Logger,
): Promise<ConfiguredSource> {
  const { UplinkSupergraphManager } = await import('@apollo/gateway');
  const uplinkEndpoints = UPLINK_ENDPOINTS?.split(',').map((endpoint) => endpoint.trim());
  const manager = new UplinkSupergraphManager({
    apiKey,
    graphRef,
    uplinkEndpoints,
    logger: apolloLogger(log),
  });
  return {
    name: `Uplink (${graphRef})`,
    source: {
      initialize: ({ update }) =>
        manager.initialize({ update, healthCheck: async () => {}, getDataSource: () => NO_DATA_SOURCE }),
    },
  };
}

// Uplink sends whole supergraphs: its manager asks no subgraph.
const NO_DATA_SOURCE = { process: () => Promise.reject(new Error('no subgraph is asked')) };

function apolloLogger(log: Logger) {
  const written = (level: 'debug' | 'info' | 'warn' | 'error') => (message?: unknown) =>
    log[level](String(message));
  return {
    debug: written('debug'),
    info: written('info'),
    warn: written('warn'),
    error: written('error'),
  };
}
