import type { Cancellation } from '../subgraph-request.js';
import type { Lifetime, WireAnswer } from '../wire/exchange.js';

/** A fetch as it goes to one subgraph: its text is made, its limits are known. */
export interface SubgraphCall extends Lifetime {
  readonly body: string;
  /** Whether every character of the body is ASCII. */
  readonly isAscii: boolean;
  /** All fields of the request's head that come from the fetch, a line each. */
  readonly fields: string;
  /** What of the fields tells one caller's fetch from another's. */
  readonly authority: string;
  /** Whether it may be sent twice or shared. */
  readonly isQuery: boolean;
}

/** A call of one caller, who waits as long as `signal` has not aborted. */
export class FetchCall implements SubgraphCall {
  readonly body: string;
  readonly isAscii: boolean;
  readonly fields: string;
  readonly authority: string;
  readonly isQuery: boolean;
  readonly expiresAt: number;
  readonly #signal: Cancellation | undefined;

  constructor(call: {
    body: string;
    fields: string;
    authority: string;
    isQuery: boolean;
    expiresAt: number;
    signal: Cancellation | undefined;
  }) {
    this.body = call.body;
    this.isAscii = Buffer.byteLength(call.body) === call.body.length;
    this.fields = call.fields;
    this.authority = call.authority;
    this.isQuery = call.isQuery;
    this.expiresAt = call.expiresAt;
    this.#signal = call.signal;
  }

  get aborted(): boolean {
    return this.#signal?.aborted === true;
  }
}

/** Sends one call to the subgraph that it is for. @throws SubgraphFailure when nothing usable came */
export type SendCall = (call: SubgraphCall) => Promise<WireAnswer>;

/** Told what becomes of a subgraph's calls, for metrics and logs. */
export interface TrafficObserver {
  retried(subgraph: string): void;
  deduplicated(subgraph: string): void;
  circuitChanged(subgraph: string, state: CircuitState): void;
}

/** Closed lets everything through, open nothing, half-open one call a while, to see. */
export type CircuitState = 'closed' | 'open' | 'half-open';

// What a proxy says, or a server that does not come to answering: nothing about the request itself.
const OUTAGE_STATUSES = new Set([502, 503, 504]);

/** Whether a status says that the subgraph, rather than the request, is at fault. */
export function isOutage({ status }: WireAnswer): boolean {
  return OUTAGE_STATUSES.has(status);
}
