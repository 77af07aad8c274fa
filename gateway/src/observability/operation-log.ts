import type { ApolloServerPlugin } from '@apollo/server';
import { type Logger, operationLabels } from '@orrery/runtime';
import type { GatewayMetrics } from './gateway-metrics.js';

/** Counts and times operations and their errors, and logs one line for each: never its variables or its text. */
export function operationLog(metrics: GatewayMetrics): ApolloServerPlugin<{ log: Logger }> {
  const labelOf = operationLabels();
  return {
    async requestDidStart() {
      const startedAt = performance.now();
      return {
        async willSendResponse({ operationName, operation, response, contextValue }) {
          const name = labelOf(operationName);
          const type = operation?.operation ?? 'invalid';
          const seconds = (performance.now() - startedAt) / 1_000;
          const errors = response.body.kind === 'single' ? (response.body.singleResult.errors ?? []) : [];
          const codes = errors.map((error) => String(error.extensions?.code ?? 'NONE'));
          metrics.operations.inc({ operation: name, type });
          metrics.operationDuration.observe({ operation: name, type }, seconds);
          for (const code of codes) metrics.operationErrors.inc({ operation: name, code });
          contextValue.log.info(
            {
              operation: name,
              type,
              status: response.http.status ?? 200,
              durationMs: Math.round(seconds * 1_000),
              errors: codes.length,
              ...(codes.length > 0 && { codes: [...new Set(codes)] }),
            },
            'operation',
          );
        },
      };
    },
  };
}
