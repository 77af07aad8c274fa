import { Supergraph } from '@apollo/federation-internals';
import { type Logger, withoutSentValue } from '@orrery/runtime';
import { type ExecutionResult, GraphQLError, getVariableValues } from 'graphql';
import type { LoadedSupergraph } from '../supergraph/read-supergraph.js';
import type { FetchSubgraph } from '../transports/http/subgraph-client.js';
import { clientErrors } from './client-errors.js';
import type { Engine, EngineRequest } from './engine.js';
import { runStep, type SendFetch } from './fetch/run-plan.js';
import type { OperationContext } from './operation-context.js';
import type { FetchStep, ResponseObject } from './plan/compiled-plan.js';
import { PlanCache, type PlannedOperation } from './plan/plan-cache.js';
import { clientPath } from './plan/safe-aliases.js';
import { project } from './project/project.js';

/** An engine of our own on @apollo/query-planner: plans are compiled once, and kept. */
export function createEngine(loaded: LoadedSupergraph, fetchSubgraph: FetchSubgraph, log: Logger): Engine {
  const supergraph = Supergraph.build(loaded.sdl, { validateSupergraph: false });
  const schema = supergraph.apiSchema().toGraphQLJSSchema();
  const plans = new PlanCache(supergraph);
  return {
    supergraph: loaded,
    schema,
    execute: async (request) => {
      const { operation } = request;
      if (!operation) return { errors: [noSuchOperation()] };
      const raw = request.request.variables ?? {};
      const coerced = getVariableValues(schema, operation.variableDefinitions ?? [], raw, { maxErrors: 50 });
      if (coerced.errors) return { errors: coerced.errors.map(badVariable) };
      const planned = plans.planOf(request);
      return run(planned, request, raw, coerced.coerced, fetchSubgraph, log);
    },
  };
}

async function run(
  planned: PlannedOperation,
  request: EngineRequest,
  raw: Readonly<Record<string, unknown>>,
  variables: Readonly<Record<string, unknown>>,
  fetchSubgraph: FetchSubgraph,
  log: Logger,
): Promise<ExecutionResult<Record<string, unknown>>> {
  const context = request.context as OperationContext;
  const data: ResponseObject = Object.create(null);
  const errors: Error[] = [];
  const sent = new Set<FetchStep>();
  const isTrue = (variable: string) => variables[variable] === true;
  if (planned.step) {
    await runStep(planned.step, {
      send: sendWith(fetchSubgraph, context),
      variables: raw,
      isTrue,
      data,
      errors,
      sent,
    });
  }
  const selection = planned.selectionFor(variables);
  const projection = project(selection, data, planned.introspect(variables));
  // A fetch that failed leaves nulls behind: they are told once, by the fetch's own error.
  const faults = errors.length > 0 ? [] : projection.errors;
  const wasSent = (operation: string, path: readonly (string | number)[]) =>
    [...sent].some(
      (step) => step.operation === operation && clientPath(step.path).join('.') === path.join('.'),
    );
  const found = clientErrors({
    data: projection.data,
    errors: [...errors, ...faults],
    plan: planned.plan,
    wasSent,
    log: context.log ?? log,
  });
  return { data: projection.data, ...(found.length > 0 && { errors: found }) };
}

function sendWith(fetchSubgraph: FetchSubgraph, { forwardedHeaders, deadline }: OperationContext): SendFetch {
  return (subgraph, request) =>
    fetchSubgraph(
      subgraph,
      { ...request, headers: forwardedHeaders, remainingMs: deadline.remainingMs() },
      deadline.signal,
    );
}

function noSuchOperation(): GraphQLError {
  return new GraphQLError('The document has no operation of this name, or several and no name was sent.', {
    extensions: { code: 'OPERATION_RESOLUTION_FAILURE', http: { status: 400 } },
  });
}

function badVariable(error: GraphQLError): GraphQLError {
  return new GraphQLError(withoutSentValue(error.message), {
    nodes: error.nodes,
    extensions: { code: 'BAD_USER_INPUT' },
  });
}
