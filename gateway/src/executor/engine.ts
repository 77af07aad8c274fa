import type { ApolloGateway } from '@apollo/gateway';
import type { ExecutionResult, GraphQLSchema } from 'graphql';
import type { LoadedSupergraph } from '../supergraph/read-supergraph.js';

/** What runs operations over one supergraph. Several may live side by side while a reload's old requests finish. */
export interface Engine {
  readonly supergraph: LoadedSupergraph;
  /** The schema that clients see. */
  readonly schema: GraphQLSchema;
  readonly execute: (request: EngineRequest) => Promise<ExecutionResult<Record<string, unknown>>>;
}

/** A request as @apollo/server hands it to a gateway; its context is an OperationContext. */
export type EngineRequest = Parameters<ApolloGateway['executor']>[0];
