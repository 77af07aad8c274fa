/** Names of all Prometheus metrics. Durations are in seconds, sizes in bytes. */
export const METRIC = {
  operationsTotal: 'orrery_graphql_operations_total',
  operationErrorsTotal: 'orrery_graphql_operation_errors_total',
  operationDuration: 'orrery_graphql_operation_duration_seconds',
  databaseCallsTotal: 'orrery_database_calls_total',
  databaseCallDuration: 'orrery_database_call_duration_seconds',
  operationDatabaseCalls: 'orrery_graphql_operation_database_calls',
  subgraphRequestsTotal: 'orrery_subgraph_requests_total',
  subgraphRequestDuration: 'orrery_subgraph_request_duration_seconds',
  supergraphReloadsTotal: 'orrery_supergraph_reloads_total',
  liveSubscriptions: 'orrery_live_subscriptions',
} as const;
