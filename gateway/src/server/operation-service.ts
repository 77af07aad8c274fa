import type { ApolloServerPlugin } from '@apollo/server';
import type { Logger, Tracing } from '@orrery/runtime';
import type { GatewayConfig } from '../config/gateway-config.js';
import type { Engine } from '../executor/engine.js';
import { apolloTracing } from '../observability/apollo-tracing.js';
import type { GatewayMetrics } from '../observability/gateway-metrics.js';
import { operationLog } from '../observability/operation-log.js';
import { operationRecorder } from '../observability/operation-record.js';
import { operationTracing } from '../observability/operation-tracing.js';
import { usageReporting } from '../observability/usage-reporting.js';
import type { OperationHandler } from '../pipeline/http/operation-handler.js';
import type { StreamTransport } from '../pipeline/http/stream-transport.js';
import type { OperationResolver } from '../pipeline/operation-resolver.js';
import { OwnHandler } from '../pipeline/own-handler.js';
import type { ReloadingSupergraph } from '../supergraph/reloading-supergraph.js';
import { ApolloHandler } from './apollo-handler.js';
import { type ApolloContext, createApolloServer } from './apollo-server.js';

/** What answers operations is made of. */
export interface OperationServiceOptions {
  readonly config: GatewayConfig;
  readonly supergraph: ReloadingSupergraph<Engine>;
  readonly resolver: OperationResolver;
  readonly metrics: GatewayMetrics;
  readonly log: Logger;
  /** @default none */
  readonly streams?: readonly StreamTransport[];
  /** @default no spans are made */
  readonly tracing?: Tracing;
  /** Plugins of Apollo Server: with any, operations go through Apollo Server. @default none */
  readonly plugins?: readonly ApolloServerPlugin<ApolloContext>[];
}

/** What answers operations. */
export interface OperationService {
  readonly handler: OperationHandler;
  /** Ends what runs beside the operations; those in flight have ended before. */
  stop(): Promise<void>;
}

/** Makes what answers operations: the gateway's own path, or Apollo Server's where it is asked for. */
export async function createOperationService(options: OperationServiceOptions): Promise<OperationService> {
  const { config, supergraph, resolver, metrics, log, streams, tracing } = options;
  const { plugins: given = [] } = options;
  const plugins = [...given, ...usageReporting(config)];
  const record = operationRecorder(metrics, log);
  const observer = tracing && operationTracing(tracing);
  const development = config.ORRERY_ENV === 'development';
  if (config.PIPELINE === 'own' && plugins.length === 0) {
    return {
      handler: new OwnHandler({ resolver, record, streams, observer, showsPlans: development }),
      stop: async () => {},
    };
  }
  const apollo = createApolloServer({
    supergraph,
    log,
    introspection: config.INTROSPECTION ?? development,
    suggestions: development,
    showsPlans: development,
    apollo: { key: config.APOLLO_KEY, graphRef: config.APOLLO_GRAPH_REF },
    plugins: [...plugins, operationLog(record), ...(tracing ? [apolloTracing(tracing)] : [])],
  });
  await apollo.start();
  return {
    handler: new ApolloHandler({ apollo, resolver, record, streams, observer, hasPages: given.length > 0 }),
    stop: () => apollo.stop(),
  };
}
