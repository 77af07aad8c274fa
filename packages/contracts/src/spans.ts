/** Names of all OpenTelemetry spans. */
export const SPAN = {
  /** One GraphQL operation, from its parameters read to its answer ready; in the gateway and in each subgraph. */
  operation: 'graphql.operation',
  /** In the gateway: parsing, validating and the guards. */
  resolve: 'graphql.resolve',
  /** In the gateway: finding or making the plan. */
  plan: 'graphql.plan',
  /** In the gateway: one fetch of a plan, retries included. */
  fetch: 'subgraph.fetch',
  /** In the gateway: completing one event of a subscription, for all clients that share it. */
  event: 'subscription.event',
} as const;

/** Attributes of spans; those of OpenTelemetry's semantic conventions by their own names. */
export const SPAN_ATTRIBUTE = {
  operationName: 'graphql.operation.name',
  /** `query`, `mutation` or `subscription`. */
  operationType: 'graphql.operation.type',
  /** The document's text: only where it is asked for. */
  document: 'graphql.document',
  httpStatus: 'http.response.status_code',
  /** What failed: a code of the error catalogue, or why a subgraph gave no usable answer. */
  errorType: 'error.type',
  /** All codes of an answer's errors. */
  errorCodes: 'orrery.error.codes',
  requestId: 'orrery.request.id',
  subgraph: 'orrery.subgraph.name',
  /** Where a fetch's answer belongs: response names, and `@` for each element of a list, with dots between; empty at the root. */
  fetchPath: 'orrery.fetch.path',
  /** Whether the plan was kept from an earlier operation. */
  planKept: 'orrery.plan.kept',
} as const;
