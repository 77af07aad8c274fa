import type { Logger } from '@orrery/runtime';
import { GraphQLError, validate } from 'graphql';
import { PlanningLimit } from '../planner/planner.js';
import { planSupergraph } from '../planner/supergraph-planner.js';
import type { PlanningLimits } from '../planner/worker-planner.js';
import { Authorization } from '../security/authorization/authorization.js';
import type { AuthorizationOptions } from '../security/authorization/authorization-options.js';
import type { LoadedSupergraph } from '../supergraph/read-supergraph.js';
import type { FetchSubgraph } from '../transports/http/subgraph-client.js';
import { CompiledOperation } from './compiled-operation.js';
import type { Engine, ResolvedOperation } from './engine.js';
import type { OperationContext } from './operation-context.js';
import { withGraphDirectives } from './plan/graph-directives.js';
import { decideLabels, type OverrideLabel, overrideLabelsOf } from './plan/override-labels.js';
import { PlanCache } from './plan/plan-cache.js';
import { operationPlanner } from './plan/planned-operation.js';

/** What an engine is made with, beside its supergraph. */
export interface EngineOptions {
  readonly fetchSubgraph: FetchSubgraph;
  readonly log: Logger;
  /** Most memory for kept plans, in bytes. @default 64 MiB */
  readonly planCacheBytes?: number;
  readonly planning?: PlanningLimits;
  /** Decides labels of @override(label:) other than `percent(N)`. @default none is on */
  readonly overrideLabel?: OverrideLabel;
  /** How authorization directives are enforced. They are, whatever is set here. */
  readonly authorization?: AuthorizationOptions;
}

const DEFAULT_PLAN_CACHE_BYTES = 64 * 1024 * 1024;

/** An engine of our own on @apollo/query-planner: operations are planned off the main thread, compiled once, and kept. */
export function createEngine(loaded: LoadedSupergraph, options: EngineOptions): Engine {
  const { document, graph: supergraph } = loaded;
  const planner = planSupergraph(loaded, options.planning);
  const api = withGraphDirectives(supergraph.apiSchema().toGraphQLJSSchema({ includeDefer: true }), document);
  const plan = operationPlanner(planner, { api, full: supergraph.schema.toGraphQLJSSchema() });
  const cache = new PlanCache<CompiledOperation>({
    maxBytes: options.planCacheBytes ?? DEFAULT_PLAN_CACHE_BYTES,
    make: async (operation, overrides) =>
      new CompiledOperation(await plan(operation, overrides), api, options),
  });
  const labels = overrideLabelsOf(document);
  const { requirements: index } = loaded;
  const authorization = index && new Authorization({ schema: api, index }, options.authorization?.policies);
  const planned = (operation: ResolvedOperation, context: OperationContext) =>
    cache.planOf(operation, decideLabels(labels, context, options.overrideLabel));
  return {
    supergraph: loaded,
    schema: api,
    prepare: (operation, context) => {
      const granted = authorization?.grant(operation, context.claims) ?? operation;
      const prepared =
        granted instanceof Promise
          ? granted.then((known) => planned(known, context))
          : planned(granted, context);
      return prepared instanceof Promise ? inTime(prepared, context) : prepared;
    },
    recent: (limit) => cache.recent(limit),
    warm: async (operations, signal) => {
      const overrides = new Map(labels.map((label) => [label, false]));
      let ready = 0;
      for (const operation of operations) {
        if (signal.aborted) break;
        if (validate(api, operation.document).length > 0) continue;
        ready += await Promise.resolve(cache.planOf(operation, overrides)).then(
          () => 1,
          () => 0,
        );
      }
      return ready;
    },
    close: () => planner.close(),
  };
}

// Planning that this operation no longer waits for goes on: the next one may find its plan.
function inTime<T>(prepared: Promise<T>, { deadline: { signal } }: OperationContext): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () =>
      reject(refusal('DEADLINE_EXCEEDED', 504, 'The operation was not planned within its time.'));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    prepared
      .then(resolve, (error: unknown) => reject(error instanceof PlanningLimit ? limitReached(error) : error))
      .finally(() => signal.removeEventListener('abort', onAbort));
  });
}

function limitReached({ limit }: PlanningLimit): GraphQLError {
  if (limit === 'queue') {
    return refusal('OVERLOADED', 503, 'Too many new operations are waiting to be planned; try again soon.');
  }
  return refusal(
    'OPERATION_TOO_COMPLEX',
    400,
    `The operation takes more to plan than it may (${limit}): select less, or use fewer fragments.`,
  );
}

function refusal(code: string, status: number, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code, http: { status } } });
}
