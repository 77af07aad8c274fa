import type { ApolloGateway } from '@apollo/gateway';
import { GraphQLError } from 'graphql';
import { FederatedTrace } from '../drop-in/federated-trace.js';
import type { Answer, Engine } from '../executor/engine.js';
import type { OperationContext } from '../executor/operation-context.js';
import { planFormatOf, shownPlan } from '../observability/shown-plan.js';
import { around } from '../observability/traced-fetches.js';

/** A request as @apollo/server hands it to a gateway; its context is an {@link OperationContext}. */
export type ApolloRequest = Parameters<ApolloGateway['executor']>[0];

/** Runs @apollo/server's requests on an engine. */
export function executorFor(
  engine: Engine,
  showsPlans: boolean,
): (request: ApolloRequest) => Promise<Answer> {
  return async (apolloRequest) => {
    const { document, operation, queryHash, request, context } = apolloRequest;
    if (!operation) return { errors: [noSuchOperation()] };
    const trace = FederatedTrace.isWanted(apolloRequest) ? new FederatedTrace(apolloRequest) : undefined;
    const operationContext = tracedBy(trace, context as OperationContext);
    const prepared = await engine.prepare({ document, operation, queryHash }, operationContext);
    const answer = await prepared.execute({ variables: request.variables ?? {}, context: operationContext });
    trace?.finish(prepared.plan);
    const format = showsPlans ? planFormatOf(Object.fromEntries(request.http?.headers ?? [])) : undefined;
    if (format === undefined) return answer;
    return { ...answer, extensions: { ...answer.extensions, ...shownPlan(prepared.plan, format) } };
  };
}

function tracedBy(trace: FederatedTrace | undefined, context: OperationContext): OperationContext {
  if (!trace) return context;
  return { ...context, aroundFetch: around((fetch, send) => trace.around(fetch, send), context.aroundFetch) };
}

function noSuchOperation(): GraphQLError {
  return new GraphQLError('The document has no operation of this name, or several and no name was sent.', {
    extensions: { code: 'OPERATION_RESOLUTION_FAILURE', http: { status: 400 } },
  });
}
