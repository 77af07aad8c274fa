import type { Caller, Deadline, Logger } from '@orrery/runtime';
import type { ClaimsOf } from '../security/authorization/caller-claims.js';
import type { Cancellation, SubgraphRequest } from '../transports/http/subgraph-request.js';
import type { SubgraphResponse } from '../transports/http/subgraph-response.js';

/** What one operation carries from the client's request to each fetch. */
export interface OperationContext {
  readonly requestId: string;
  readonly deadline: OperationDeadline;
  /** Headers that go on to the subgraphs: the caller's token and the request's id. */
  readonly forwardedHeaders: Readonly<Record<string, string>>;
  readonly log: Logger;
  /** Who sends the operation, by a token that was verified. @default nobody */
  readonly caller?: Caller;
  /** Who sends the operation, for the authorization directives of the supergraph. @default nobody */
  readonly claims?: ClaimsOf;
  /** Goes around each fetch of this operation. @default nothing does */
  readonly aroundFetch?: AroundFetch;
}

/** How long an operation may take, and whether its client still waits. */
export interface OperationDeadline extends Deadline {
  /** What fetches ask whether the client still waits. @default the signal, which is dearer to make */
  readonly cancellation?: Cancellation;
}

/** A fetch of an operation that is about to be sent. */
export interface OutgoingFetch {
  readonly subgraph: string;
  readonly request: SubgraphRequest;
  /** Where its answer belongs in the client's response: response names, and `@` for each element of a list. */
  readonly path: readonly (string | number)[];
  readonly signal: AbortSignal;
}

/** Sends a fetch on by `send`, changed or not, or answers in its place. @throws SubgraphFailure when there is no usable answer */
export type AroundFetch = (
  fetch: OutgoingFetch,
  send: (request: SubgraphRequest) => Promise<SubgraphResponse>,
) => Promise<SubgraphResponse>;
