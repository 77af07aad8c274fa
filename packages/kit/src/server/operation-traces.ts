import type { ApolloServerPlugin } from '@apollo/server';
import { OperationSpan, type Tracing } from '@orrery/runtime';

/** Makes a span of each operation, in the trace of whoever sent it. */
export function operationTraces(tracing: Tracing): ApolloServerPlugin<object> {
  return {
    async requestDidStart({ request: { http } }) {
      const span = new OperationSpan(tracing, Object.fromEntries(http?.headers ?? []));
      if (!span.isSampled) return;
      return {
        async willSendResponse({ operationName: name, operation, response: { body } }) {
          const errors = body.kind === 'single' ? (body.singleResult.errors ?? []) : [];
          const codes = errors.map(({ extensions }) => String(extensions?.code ?? 'NONE'));
          span.end({ name, type: operation?.operation, codes });
        },
      };
    },
  };
}
