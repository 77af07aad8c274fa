import {
  type GatewayConfig,
  IntrospectAndCompose,
  LocalCompose,
  type SupergraphManager,
  UplinkSupergraphManager,
} from '@apollo/gateway';
import type { ApolloLogger } from './apollo-types.js';

/** What @apollo/server tells of Apollo's cloud: from its options, or APOLLO_KEY and APOLLO_GRAPH_REF. */
export interface ApolloCloud {
  readonly key?: string;
  readonly keyHash?: string;
  readonly graphRef?: string;
}

/** The manager that a configuration asks for: its own, or one of @apollo/gateway's. @throws Error when it asks for none */
export function supergraphManager(
  config: GatewayConfig,
  cloud: ApolloCloud,
  logger: ApolloLogger,
): SupergraphManager {
  if ('supergraphSdl' in config && config.supergraphSdl !== undefined) {
    const { supergraphSdl } = config;
    if (typeof supergraphSdl === 'string') return { initialize: async () => ({ supergraphSdl }) };
    return typeof supergraphSdl === 'function' ? { initialize: supergraphSdl } : supergraphSdl;
  }
  if ('localServiceList' in config) {
    return new LocalCompose({ localServiceList: config.localServiceList, logger });
  }
  if ('serviceList' in config) {
    logger.warn('`serviceList` is deprecated: give supergraphSdl an IntrospectAndCompose');
    return new IntrospectAndCompose({
      subgraphs: config.serviceList,
      pollIntervalInMs: config.pollIntervalInMs,
      logger,
      subgraphHealthCheck: config.serviceHealthCheck,
      introspectionHeaders: config.introspectionHeaders,
    });
  }
  return managedByUplink(config, cloud, logger);
}

/** Whether the supergraph comes from Apollo's cloud. */
export function isManaged(config: GatewayConfig): boolean {
  if ('supergraphSdl' in config && config.supergraphSdl !== undefined) {
    return config.supergraphSdl instanceof UplinkSupergraphManager;
  }
  return !('localServiceList' in config || 'serviceList' in config);
}

// The options of @apollo/gateway's ManagedGatewayConfig, which it does not export by name.
interface UplinkOptions extends Pick<GatewayConfig, 'fetcher' | 'serviceHealthCheck'> {
  readonly uplinkEndpoints?: string[];
  readonly schemaConfigDeliveryEndpoint?: string;
  readonly uplinkMaxRetries?: number;
  readonly fallbackPollIntervalInMs?: number;
  readonly pollIntervalInMs?: number;
}

function managedByUplink(
  options: UplinkOptions,
  { key, graphRef }: ApolloCloud,
  logger: ApolloLogger,
): SupergraphManager {
  if (!key || !graphRef) {
    throw new Error(
      'SupergraphGateway has no supergraph: give it supergraphSdl, or set APOLLO_KEY and APOLLO_GRAPH_REF to take it from ' +
        'Apollo Uplink',
    );
  }
  const { schemaConfigDeliveryEndpoint: endpoint } = options;
  return new UplinkSupergraphManager({
    apiKey: key,
    graphRef,
    logger,
    shouldRunSubgraphHealthcheck: options.serviceHealthCheck,
    uplinkEndpoints: options.uplinkEndpoints ?? (endpoint ? [endpoint] : undefined),
    maxRetries: options.uplinkMaxRetries,
    fallbackPollIntervalInMs: options.fallbackPollIntervalInMs ?? options.pollIntervalInMs,
    fetcher: options.fetcher,
  });
}
