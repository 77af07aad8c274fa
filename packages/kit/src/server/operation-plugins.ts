import type { ApolloServerPlugin } from '@apollo/server';
import { METRIC } from '@orrery/contracts';
import { type Logger, type Metrics, operationLabels } from '@orrery/runtime';
import { Histogram } from 'prom-client';
import { databaseCallsSoFar } from '../mongo/database-calls.js';

/** Counts and times operations, their errors by code, and how many database calls each made; logs one line each. */
export function operationMetrics(metrics: Metrics): ApolloServerPlugin<object> {
  const labelOf = operationLabels();
  const databaseCalls = new Histogram({
    name: METRIC.operationDatabaseCalls,
    help: 'Database calls made by one operation.',
    labelNames: ['operation'],
    buckets: [0, 1, 2, 3, 5, 8, 13, 21, 50, 100],
    registers: [metrics.registry],
  });
  return {
    async requestDidStart() {
      const startedAt = performance.now();
      return {
        async willSendResponse({ operationName, operation, response, contextValue, logger }) {
          const name = labelOf(operationName);
          const type = operation?.operation ?? 'invalid';
          const seconds = (performance.now() - startedAt) / 1_000;
          metrics.operations.inc({ operation: name, type });
          metrics.operationDuration.observe({ operation: name, type }, seconds);
          const errors = response.body.kind === 'single' ? response.body.singleResult.errors : undefined;
          for (const error of errors ?? []) {
            metrics.operationErrors.inc({ operation: name, code: String(error.extensions?.code ?? 'NONE') });
          }
          const calls = databaseCallsSoFar();
          databaseCalls.observe({ operation: name }, calls);
          const log = (contextValue as { log?: Logger }).log ?? logger;
          const durationMs = Math.round(seconds * 1_000);
          log.info({
            operation: name,
            type,
            durationMs,
            databaseCalls: calls,
            errors: errors?.length ?? 0,
          } as never);
        },
      };
    },
  };
}
