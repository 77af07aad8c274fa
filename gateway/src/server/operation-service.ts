import type { ApolloServerPlugin } from '@apollo/server';
import type { Logger, Tracing } from '@orrery/runtime';
import type { GatewayConfig } from '../config/gateway-config.js';
import type { Engine } from '../executor/engine.js';
import type { GatewayMetrics } from '../observability/gateway-metrics.js';
import { operationRecorder } from '../observability/operation-record.js';
import { operationTracing } from '../observability/operation-tracing.js';
import type { OperationHandler } from '../pipeline/http/operation-handler.js';
import type { StreamTransport } from '../pipeline/http/stream-transport.js';
import { OwnHandler } from '../pipeline/own-handler.js';
import type { LimitedResolve } from '../pipeline/rate-limited.js';
import type { ReloadingSupergraph } from '../supergraph/reloading-supergraph.js';
import type { ApolloContext } from './apollo-server.js';

/** What answers operations is made of. */
export interface OperationServiceOptions {
  readonly config: GatewayConfig;
  readonly supergraph: ReloadingSupergraph<Engine>;
  readonly resolve: LimitedResolve;
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
  const { config, resolve, metrics, log, streams, tracing, plugins = [] } = options;
  const record = operationRecorder(metrics, log);
  const observer = tracing && operationTracing(tracing);
  const isOwn = config.PIPELINE === 'own' && plugins.length === 0 && !reportsUsage(config);
  if (isOwn) {
    const showsPlans = config.ORRERY_ENV === 'development';
    return {
      handler: new OwnHandler({ resolve, record, streams, observer, showsPlans }),
      stop: async () => {},
    };
  }
  // Apollo Server takes a while to load: only who asks for it waits for it.
  const { createApolloService } = await import('./apollo-service.js');
  return createApolloService(options, record, observer);
}

function reportsUsage({ APOLLO_KEY, APOLLO_GRAPH_REF }: GatewayConfig): boolean {
  return APOLLO_KEY !== undefined && APOLLO_GRAPH_REF !== undefined;
}
