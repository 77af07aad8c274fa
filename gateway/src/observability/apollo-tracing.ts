import type { ApolloServerPlugin } from '@apollo/server';
import { SPAN_ATTRIBUTE } from '@orrery/contracts';
import { OperationSpan, type Tracing } from '@orrery/runtime';
import type { AroundFetch } from '../executor/operation-context.js';
import { codesOf } from './operation-record.js';
import { around, tracedFetches } from './traced-fetches.js';

/** Traces the operations that go through Apollo Server: spans for the operation and for each fetch. */
export function apolloTracing(
  tracing: Tracing,
): ApolloServerPlugin<{ readonly requestId: string; aroundFetch?: AroundFetch }> {
  return {
    async requestDidStart({ request: { http }, contextValue }) {
      const span = new OperationSpan(tracing, Object.fromEntries(http?.headers ?? []));
      contextValue.aroundFetch = around(tracedFetches(tracing, span), contextValue.aroundFetch);
      if (!span.isSampled) return;
      span.span.setAttribute(SPAN_ATTRIBUTE.requestId, contextValue.requestId);
      return {
        async willSendResponse({ operationName: name, operation, response: { body, http: answer } }) {
          const errors = body.kind === 'single' ? body.singleResult.errors : [];
          span.end({
            name,
            type: operation?.operation,
            status: answer.status ?? 200,
            codes: codesOf(errors),
          });
        },
      };
    },
  };
}
