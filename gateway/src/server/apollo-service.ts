import { apolloTracing } from '../observability/apollo-tracing.js';
import { operationLog } from '../observability/operation-log.js';
import type { AnsweredOperation } from '../observability/operation-record.js';
import { usageReporting } from '../observability/usage-reporting.js';
import type { OperationObserver } from '../pipeline/operation-observer.js';
import { ApolloHandler } from './apollo-handler.js';
import { createApolloServer } from './apollo-server.js';
import type { OperationService, OperationServiceOptions } from './operation-service.js';

/** Makes what answers operations by Apollo Server and its plugins, and starts it. */
export async function createApolloService(
  { config, supergraph, resolve, log, streams, tracing, plugins = [] }: OperationServiceOptions,
  record: (operation: AnsweredOperation) => void,
  observer: OperationObserver | undefined,
): Promise<OperationService> {
  const development = config.ORRERY_ENV === 'development';
  const apollo = createApolloServer({
    supergraph,
    log,
    introspection: config.INTROSPECTION ?? development,
    suggestions: development,
    showsPlans: development,
    apollo: { key: config.APOLLO_KEY, graphRef: config.APOLLO_GRAPH_REF },
    plugins: [
      ...plugins,
      ...usageReporting(config),
      operationLog(record),
      ...(tracing ? [apolloTracing(tracing)] : []),
    ],
  });
  await apollo.start();
  return {
    handler: new ApolloHandler({ apollo, resolve, record, streams, observer, hasPages: plugins.length > 0 }),
    stop: () => apollo.stop(),
  };
}
