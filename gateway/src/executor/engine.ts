import type { QueryPlan } from '@apollo/query-planner';
import type { DocumentNode, ExecutionResult, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { LoadedSupergraph } from '../supergraph/read-supergraph.js';
import type { ToldError } from '../transports/http/subgraph-failure.js';
import type { FetchRequest } from './fetch/run-plan.js';
import type { OperationContext } from './operation-context.js';

/** What runs operations over one supergraph. Several may live side by side while a reload's old requests finish. */
export interface Engine {
  readonly supergraph: LoadedSupergraph;
  /** The schema that clients see, with @defer. */
  readonly schema: GraphQLSchema;
  /**
   * Makes an operation ready to run; at once when it is kept from an earlier run, else when it is planned.
   * @throws GraphQLError when it cannot be planned, or not within its bounds and the context's deadline
   */
  prepare(
    operation: ResolvedOperation,
    context: OperationContext,
  ): PreparedOperation | Promise<PreparedOperation>;
  /** The operations that were used last, the last first. */
  recent(limit: number): ResolvedOperation[];
  /**
   * Plans these ahead, one after the other, until `signal` aborts; those that are not valid any more are left out, as is what
   * cannot be planned. Resolves to how many are ready.
   */
  warm(operations: readonly ResolvedOperation[], signal: AbortSignal): Promise<number>;
  /** Gives up what it holds; operations that are prepared still run to their end. */
  close(): Promise<void>;
}

/** One operation of a document that is valid against the engine's schema. */
export interface ResolvedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** Equal for two operations only when their documents' texts are equal. */
  readonly queryHash: string;
}

/** One run of an operation. */
export interface OperationRun {
  /** As the client sent them. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: OperationContext;
}

/** The answer to an operation. */
export type Answer = ExecutionResult<Record<string, unknown>>;

/** An operation that is planned and compiled; it runs any number of times, also at the same time. */
export interface PreparedOperation {
  readonly operation: OperationDefinitionNode;
  readonly plan: QueryPlan;
  /** Whether a part of the answer may be delivered later (@defer); decided by variables when it runs. */
  readonly mayDefer: boolean;
  /** Runs a query or a mutation to its whole answer. Resolves whatever subgraphs do: their faults are in `errors`. */
  execute(run: OperationRun): Promise<Answer>;
  /** What a subscription listens to, or the errors of its variables. */
  subscription(run: OperationRun): SubscriptionSource | { readonly errors: Answer['errors'] };
}

/** What a subscription listens to at a subgraph, and how each of its events becomes an answer. */
export interface SubscriptionSource {
  readonly subgraph: string;
  readonly request: FetchRequest;
  /** Makes an event the root of the rest of the plan, and runs that. Resolves whatever subgraphs do. */
  complete(event: SubscriptionEvent, context: OperationContext): Promise<Answer>;
}

/** An event as a subgraph sent it. */
export interface SubscriptionEvent {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly ToldError[];
}
