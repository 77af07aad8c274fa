/** Why a subgraph gave no usable answer; a metric's label and a log's field. */
export type FailureReason =
  | 'unreachable'
  | 'timeout'
  | 'cancelled'
  | 'too large'
  | 'bad status'
  | 'not HTTP'
  | 'not GraphQL'
  | 'refused'
  /** Not sent: it failed too often a moment ago. */
  | 'circuit open'
  /** Not sent: too many fetches wait for it. */
  | 'overloaded';

/** An error that a subgraph itself told, before it is cleaned for clients. */
export interface ToldError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/**
 * A fetch without usable data. Its message is shown to clients: it names the subgraph and never an address, a body or a
 * query; `cause` holds the rest for the log.
 */
export class SubgraphFailure extends Error {
  readonly code: 'SUBGRAPH_UNAVAILABLE' | 'SUBGRAPH_OVERLOADED' | 'DEADLINE_EXCEEDED';

  constructor(
    readonly subgraph: string,
    readonly reason: FailureReason,
    options: {
      cause?: unknown;
      /** What the subgraph said when it refused the request as a whole (reason `refused`). */
      told?: readonly ToldError[];
    } = {},
  ) {
    super(MESSAGES[reason](subgraph), { cause: options.cause });
    this.name = 'SubgraphFailure';
    this.code = CODES[reason] ?? 'SUBGRAPH_UNAVAILABLE';
    this.told = options.told ?? [];
  }

  readonly told: readonly ToldError[];
}

const CODES: Partial<Record<FailureReason, SubgraphFailure['code']>> = {
  timeout: 'DEADLINE_EXCEEDED',
  overloaded: 'SUBGRAPH_OVERLOADED',
};

const MESSAGES: Record<FailureReason, (subgraph: string) => string> = {
  unreachable: (subgraph) => `The subgraph ${subgraph} could not be reached.`,
  timeout: (subgraph) => `The subgraph ${subgraph} did not answer in time.`,
  cancelled: (subgraph) => `The request to the subgraph ${subgraph} was cancelled.`,
  'too large': (subgraph) => `The answer of the subgraph ${subgraph} is larger than the gateway accepts.`,
  'bad status': (subgraph) => `The subgraph ${subgraph} could not answer.`,
  'not HTTP': (subgraph) => `The answer of the subgraph ${subgraph} could not be read.`,
  'not GraphQL': (subgraph) => `The answer of the subgraph ${subgraph} is not a GraphQL response.`,
  refused: (subgraph) => `The subgraph ${subgraph} refused the request.`,
  'circuit open': (subgraph) =>
    `The subgraph ${subgraph} has not been answering; it is tried again in a moment.`,
  overloaded: (subgraph) => `Too many requests wait for the subgraph ${subgraph}; try again in a moment.`,
};
