import type { Deadline, Logger } from '@orrery/runtime';

/** What one operation carries from the client's request to each fetch. */
export interface OperationContext {
  readonly requestId: string;
  readonly deadline: Deadline;
  /** Headers that go on to the subgraphs: the caller's token and the request's id. */
  readonly forwardedHeaders: Readonly<Record<string, string>>;
  readonly log: Logger;
}
