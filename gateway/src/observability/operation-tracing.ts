import { SPAN, SPAN_ATTRIBUTE } from '@orrery/contracts';
import { OperationSpan, type Tracing } from '@orrery/runtime';
import type { OperationObserver } from '../pipeline/operation-observer.js';
import { tracedFetches } from './traced-fetches.js';

/**
 * Traces the operations of the gateway's own path, each in the trace of the client that sent it: spans for the operation, for
 * resolving and planning it, and for each fetch. What is not sampled makes none, and tells the subgraphs so.
 */
export function operationTracing(tracing: Tracing): OperationObserver {
  return {
    begin: (request, context) => {
      const span = new OperationSpan(tracing, request.headers);
      context.aroundFetch = tracedFetches(tracing, span);
      if (!span.isSampled) return undefined;
      span.span.setAttribute(SPAN_ATTRIBUTE.requestId, context.requestId);
      const start = (name: string) => tracing.tracer.startSpan(name, {}, span.context);
      const resolving = start(SPAN.resolve);
      let planning: ReturnType<typeof start> | undefined;
      return {
        resolved: (outcome) => {
          resolving.end();
          if ('resolved' in outcome) planning = start(SPAN.plan);
        },
        prepared: (_operation, isKept) => {
          planning?.setAttribute(SPAN_ATTRIBUTE.planKept, isKept).end();
          planning = undefined;
        },
        ended: (end) => {
          planning?.end(); // it could not be planned
          span.end(end);
        },
      };
    },
  };
}
