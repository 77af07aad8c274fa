import type { QueryPlan } from '@apollo/query-planner';
import type {
  DocumentNode,
  ExecutionResult,
  GraphQLError,
  GraphQLSchema,
  OperationDefinitionNode,
} from 'graphql';
import type { Denial } from '../security/authorization/denial.js';
import type { LoadedSupergraph } from '../supergraph/read-supergraph.js';
import type { ToldError } from '../transports/http/subgraph-failure.js';
import type { FetchRequest } from './fetch/run-plan.js';
import type { ResponsePath } from './null-positions.js';
import type { OperationContext } from './operation-context.js';

/** What runs operations over one supergraph. Several may live side by side while a reload's old requests finish. */
export interface Engine {
  readonly supergraph: LoadedSupergraph;
  /** The schema that clients see, with @defer. */
  readonly schema: GraphQLSchema;
  /**
   * Makes what the context's caller may have of an operation ready to run, by the supergraph's authorization directives; at once when
   * it is kept from an earlier run and nobody has to be asked, else when it is planned.
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
  /** What its caller does not get; the document has it marked. @default nothing is decided */
  readonly denials?: readonly Denial[];
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
  /** Runs a query or a mutation; what it defers comes in parts, when there is anything that it defers in this run. */
  executeIncrementally(run: OperationRun): Promise<Answer | IncrementalAnswer>;
  /** What a subscription listens to, or the errors of its variables. */
  subscription(run: OperationRun): SubscriptionSource | { readonly errors: Answer['errors'] };
}

/** An answer that comes in parts: the first at once, the deferred ones as they are ready. */
export interface IncrementalAnswer {
  readonly initial: Answer;
  /** The deferred parts of what was delivered. */
  readonly pending: readonly PendingPart[];
  /** Whether `subsequent` yields anything. */
  readonly hasNext: boolean;
  /** The rest, at least one part at a time; ends after the one whose `hasNext` is false. Never throws for a subgraph's fault. */
  readonly subsequent: AsyncGenerator<IncrementalChunk, void, void>;
}

/** Parts of an answer that are ready together. */
export interface IncrementalChunk {
  readonly parts: readonly IncrementalPart[];
  /** Deferred parts of what these parts deliver. */
  readonly pending: readonly PendingPart[];
  readonly hasNext: boolean;
}

/** A part that will be delivered. */
export interface PendingPart {
  /** Unique in the answer. */
  readonly id: string;
  /** The object that it adds fields to. */
  readonly path: ResponsePath;
  /** The label that the client gave to @defer. */
  readonly label: string | undefined;
}

/** A part that is delivered: fields of the object at its path; null when a field that may not be null is missing. */
export interface IncrementalPart extends PendingPart {
  readonly data: Record<string, unknown> | null;
  readonly errors: readonly GraphQLError[];
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
