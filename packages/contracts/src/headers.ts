/** Headers that travel between gateway and subgraphs. */
export const HEADER = {
  /** One id for a client's request in every service's log; accepted from the client when it is 1 to 64 characters of `[A-Za-z0-9_-]`. */
  requestId: 'x-request-id',
  /** Milliseconds that are left for the answer, set by the gateway. */
  timeoutMs: 'x-request-timeout-ms',
} as const;
