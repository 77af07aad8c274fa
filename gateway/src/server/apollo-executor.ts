import type { ApolloGateway } from '@apollo/gateway';
import { GraphQLError } from 'graphql';
import type { Answer, Engine } from '../executor/engine.js';
import type { OperationContext } from '../executor/operation-context.js';

/** A request as @apollo/server hands it to a gateway; its context is an {@link OperationContext}. */
export type ApolloRequest = Parameters<ApolloGateway['executor']>[0];

/** Runs @apollo/server's requests on an engine. */
export function executorFor(engine: Engine): (request: ApolloRequest) => Promise<Answer> {
  return async ({ document, operation, queryHash, request, context }) => {
    if (!operation) return { errors: [noSuchOperation()] };
    const operationContext = context as OperationContext;
    const prepared = await engine.prepare({ document, operation, queryHash }, operationContext);
    return prepared.execute({ variables: request.variables ?? {}, context: operationContext });
  };
}

function noSuchOperation(): GraphQLError {
  return new GraphQLError('The document has no operation of this name, or several and no name was sent.', {
    extensions: { code: 'OPERATION_RESOLUTION_FAILURE', http: { status: 400 } },
  });
}
