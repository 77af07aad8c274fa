/** Headers that travel between gateway and subgraphs. */
export const HEADER = {
  /** One id for a client's request in every service's log; accepted from the client when it is 1 to 64 characters of `[A-Za-z0-9_-]`. */
  requestId: 'x-request-id',
  /** Milliseconds that are left for the answer, set by the gateway. */
  timeoutMs: 'x-request-timeout-ms',
  /** The client's address as its attempts are counted, of IPv6 its /64: set by the gateway with mutations, never taken from a client. */
  clientAddress: 'x-client-address',
  /** What the client calls itself: its User-Agent, set by the gateway with mutations. */
  clientAgent: 'x-client-agent',
} as const;
