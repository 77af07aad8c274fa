import { type Context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { SPAN, SPAN_ATTRIBUTE } from '@orrery/contracts';
import type { OperationSpan, Tracing } from '@orrery/runtime';
import type { AroundFetch, OutgoingFetch } from '../executor/operation-context.js';
import type { SubgraphFailure } from '../transports/http/subgraph-failure.js';

/** What goes around the fetches of an operation so that they belong to its trace; a span each where it is sampled. */
export function tracedFetches(
  tracing: Pick<Tracing, 'tracer' | 'headersOf'>,
  { isSampled, context }: Pick<OperationSpan, 'isSampled' | 'context'>,
): AroundFetch {
  if (isSampled) return (fetch, send) => tracedFetch(tracing, context, fetch, send);
  const headers = tracing.headersOf(context);
  return ({ request }, send) => send({ ...request, headers: { ...request.headers, ...headers } });
}

/** The first goes around the second. */
export function around(outer: AroundFetch, inner: AroundFetch | undefined): AroundFetch {
  if (!inner) return outer;
  return (fetch, send) => outer(fetch, (request) => inner({ ...fetch, request }, send));
}

async function tracedFetch(
  { tracer, headersOf }: Pick<Tracing, 'tracer' | 'headersOf'>,
  parent: Context,
  { subgraph, request, path }: OutgoingFetch,
  send: Parameters<AroundFetch>[1],
): ReturnType<AroundFetch> {
  const attributes = { [SPAN_ATTRIBUTE.subgraph]: subgraph, [SPAN_ATTRIBUTE.fetchPath]: path.join('.') };
  const span = tracer.startSpan(SPAN.fetch, { kind: SpanKind.CLIENT, attributes }, parent);
  const headers = { ...request.headers, ...headersOf(trace.setSpan(parent, span)) };
  try {
    return await send({ ...request, headers });
  } catch (error) {
    const { reason = 'internal' } = error as Partial<SubgraphFailure>;
    span.setAttribute(SPAN_ATTRIBUTE.errorType, reason);
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}
