import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import type { QueryPlan } from '@apollo/query-planner';
import type { Logger } from '@orrery/runtime';
import { type ExecutionResult, GraphQLError, type GraphQLSchema } from 'graphql';
import type { LoadedSupergraph } from '../supergraph/read-supergraph.js';
import type { FetchSubgraph } from '../transports/http/subgraph-client.js';
import { clientErrors } from './client-errors.js';
import { FetchFailure } from './fetch-failure.js';
import type { OperationContext } from './operation-context.js';

/** What runs operations over one supergraph. Several may live side by side while a reload's old requests finish. */
export interface Engine {
  readonly supergraph: LoadedSupergraph;
  /** The schema that clients see. */
  readonly schema: GraphQLSchema;
  readonly execute: (request: EngineRequest) => Promise<ExecutionResult<Record<string, unknown>>>;
}

/** A request as @apollo/server hands it to a gateway; its context is an {@link OperationContext}. */
export type EngineRequest = Parameters<ApolloGateway['executor']>[0];

/**
 * An engine on @apollo/gateway's planner and executor, with fetches, errors and paths of our own.
 * @throws Error when the supergraph cannot be planned for.
 */
export async function createStockEngine(
  supergraph: LoadedSupergraph,
  fetchSubgraph: FetchSubgraph,
  log: Logger,
): Promise<Engine> {
  // @apollo/gateway reports each process to its maker unless this is set, and takes it from nowhere else.
  process.env.APOLLO_TELEMETRY_DISABLED = 'true';
  const runs = new WeakMap<object, Run>();
  const gateway = new ApolloGateway({
    supergraphSdl: supergraph.sdl,
    logger: quiet(log),
    validateSupergraph: false, // done when the supergraph was read
    __exposeQueryPlanExperimental: false,
    buildService: ({ name }) => dataSource(name, fetchSubgraph, runs),
    experimental_didResolveQueryPlan: ({ queryPlan, requestContext }) => {
      runs.set(requestContext, { plan: queryPlan, sent: new Set() });
    },
  });
  const { schema } = await gateway.load();
  return {
    supergraph,
    schema,
    execute: async (request) => {
      const { data, errors, extensions } = await gateway.executor(request);
      const incomplete = (extensions?.valueCompletion ?? []) as GraphQLError[];
      const run = runs.get(request);
      const found = clientErrors({
        data: data ?? null,
        errors: [...(errors ?? []), ...incomplete],
        plan: run?.plan,
        wasSent: (operation, path) => run?.sent.has(fetchKey(operation, path)) ?? false,
        log: operationContext(request).log,
      });
      return { ...(data !== undefined && { data }), ...(found.length > 0 && { errors: found }) };
    },
  };
}

/** What is known of one execution, for its errors. */
interface Run {
  readonly plan: QueryPlan;
  readonly sent: Set<string>;
}

function fetchKey(operation: string, path: readonly (string | number)[]): string {
  return `${path.join('.')} ${operation}`;
}

function dataSource(
  name: string,
  fetchSubgraph: FetchSubgraph,
  runs: WeakMap<object, Run>,
): GraphQLDataSource {
  return {
    process: async (options) => {
      if (options.kind !== 'incoming operation') throw new Error(`unexpected ${options.kind}`);
      const { request, pathInIncomingRequest = [] } = options;
      const query = request.query ?? '';
      runs.get(options.incomingRequestContext)?.sent.add(fetchKey(query, pathInIncomingRequest));
      const { deadline, forwardedHeaders } = options.context as OperationContext;
      try {
        const { data, errors } = await fetchSubgraph(
          name,
          {
            query,
            operationName: request.operationName,
            variables: request.variables,
            headers: forwardedHeaders,
            remainingMs: deadline.remainingMs(),
          },
          deadline.signal,
        );
        return { data, errors: errors as GraphQLError[] };
      } catch (error) {
        throw new FetchFailure(error, query, pathInIncomingRequest);
      }
    },
  };
}

function operationContext(request: EngineRequest): OperationContext {
  return request.context as OperationContext;
}

// Its "successfully loaded" at each reload is said by the server already.
function quiet(log: Logger) {
  return {
    debug: (message: unknown) => log.trace(String(message)),
    info: (message: unknown) => log.debug(String(message)),
    warn: (message: unknown) => log.warn(String(message)),
    error: (message: unknown) => log.error(String(message)),
  };
}
