import { SpanKind } from '@opentelemetry/api';
import { SPAN, SPAN_ATTRIBUTE } from '@orrery/contracts';
import { OperationSpan, type Tracing } from '@orrery/runtime';
import type { AroundFetch } from '../executor/operation-context.js';
import { tracedFetches } from './traced-fetches.js';

/** An event of a subscription. */
export interface ObservedEvent {
  /** The operation's name in its document. */
  readonly name: string | undefined;
  /** Where it came from. */
  readonly subgraph: string;
}

/** Watches how events of subscriptions are completed. */
export interface EventObserver {
  /**
   * An event came. What is set in `context.aroundFetch` goes around the fetches that complete it.
   * @returns what watches this event; undefined leaves it alone
   */
  begin(
    event: ObservedEvent,
    context: { readonly requestId: string; aroundFetch?: AroundFetch },
  ): { ended(codes: readonly string[]): void } | undefined;
}

const EVENT = { name: SPAN.event, kind: SpanKind.CONSUMER };

/** Traces the completion of events, each in a trace of its own: clients that share a stream have no trace in common. */
export function eventTracing(tracing: Tracing): EventObserver {
  return {
    begin: ({ name, subgraph }, context) => {
      const span = new OperationSpan(tracing, {}, EVENT);
      context.aroundFetch = tracedFetches(tracing, span);
      if (!span.isSampled) return undefined;
      span.span.setAttributes({
        [SPAN_ATTRIBUTE.subgraph]: subgraph,
        [SPAN_ATTRIBUTE.requestId]: context.requestId,
      });
      return { ended: (codes) => span.end({ name, type: 'subscription', codes }) };
    },
  };
}
