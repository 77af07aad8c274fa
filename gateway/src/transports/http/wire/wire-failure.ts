/** What went wrong on the way to a server and back. */
export type WireFault =
  /** No connection came about. */
  | 'connect'
  /** The connection ended before the answer did. */
  | 'reset'
  /** What came is not HTTP/1.1, or in a coding that is not known. */
  | 'not HTTP'
  /** The answer is larger than its limit. */
  | 'too large'
  /** The exchange, or making its connection, took too long. */
  | 'timeout'
  /** Nobody waits for the answer any more. */
  | 'cancelled'
  /** All connections are in use and the queue for them is full. */
  | 'overloaded';

/** An exchange without an answer. For logs: the message and the cause may hold addresses. */
export class WireFailure extends Error {
  constructor(
    readonly fault: WireFault,
    message: string,
    cause?: unknown,
  ) {
    super(message, { cause });
    this.name = 'WireFailure';
  }
}
