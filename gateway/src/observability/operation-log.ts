import type { ApolloServerPlugin } from '@apollo/server';
import { type AnsweredOperation, codesOf } from './operation-record.js';

/** Tells Apollo Server's operations to what records them. */
export function operationLog(
  record: (operation: AnsweredOperation) => void,
): ApolloServerPlugin<{ readonly requestId: string }> {
  return {
    async requestDidStart() {
      const startedAt = performance.now();
      return {
        async willSendResponse({ operationName, operation, response, contextValue }) {
          const errors = response.body.kind === 'single' ? response.body.singleResult.errors : undefined;
          record({
            requestId: contextValue.requestId,
            name: operationName,
            type: operation?.operation ?? 'invalid',
            status: response.http.status ?? 200,
            seconds: (performance.now() - startedAt) / 1_000,
            codes: codesOf(errors),
          });
        },
      };
    },
  };
}
