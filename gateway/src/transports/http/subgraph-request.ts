import type { Caller } from '@orrery/runtime';
import type { SubgraphResponse } from './subgraph-response.js';

/** One fetch of a plan. */
export interface SubgraphRequest {
  readonly query: string;
  readonly operationName?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Only what is none may be sent twice, or shared with another caller that sends the same. @default true */
  readonly isMutation?: boolean;
  /** The client's headers: what goes on of them is decided by the rules of the subgraph. */
  readonly clientHeaders?: Readonly<Record<string, string>>;
  /** On whose behalf it is sent, where the gateway signs tokens for subgraphs. @default nobody */
  readonly caller?: Caller;
  /** Headers to send as they are, beside the content type and the timeout. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds that the whole operation has left. @default the subgraph's own timeout */
  readonly remainingMs?: number;
}

/** Tells whether a fetch is still waited for; it is asked from time to time. An AbortSignal is one, and one that costs. */
export interface Cancellation {
  readonly aborted: boolean;
  /** Why, where that is known. */
  readonly reason?: unknown;
}

/** Sends one fetch to a subgraph by its name. @throws SubgraphFailure when there is no usable answer. */
export type FetchSubgraph = (
  subgraph: string,
  request: SubgraphRequest,
  signal?: Cancellation,
) => Promise<SubgraphResponse>;
