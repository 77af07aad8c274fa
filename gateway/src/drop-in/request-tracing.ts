import type { GatewayConfig } from '@apollo/gateway';
import {
  type Context,
  context as contexts,
  isSpanContextValid,
  propagation,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { SPAN_ATTRIBUTE } from '@orrery/contracts';
import { type CarrierHeaders, OperationSpan } from '@orrery/runtime';
import type { AroundFetch } from '../executor/operation-context.js';
import { tracedFetches } from '../observability/traced-fetches.js';
import type { ApolloAnswer, ApolloRequest } from './apollo-types.js';

type TelemetryOptions = GatewayConfig['telemetry'];

/** A request in a trace. */
export interface TracedRequest {
  readonly aroundFetch: AroundFetch;
  end(answer: ApolloAnswer): void;
  /** It threw instead of answering. */
  fail(error: unknown): void;
}

/** Begins the span of a request by the OpenTelemetry SDK that the process has registered; undefined where it has none. */
export function traceRequest(request: ApolloRequest, options: TelemetryOptions): TracedRequest | undefined {
  const span = new OperationSpan(REGISTERED, Object.fromEntries(request.request.http?.headers ?? []));
  if (!isSpanContextValid(span.span.spanContext())) return undefined;
  if (options?.includeDocument) span.span.setAttribute(SPAN_ATTRIBUTE.document, request.source);
  const name = request.operation?.name?.value;
  const type = request.operation?.operation;
  const end = (errors: readonly Error[], codes: readonly string[]) => {
    for (const error of errors.slice(0, mostExceptions(options))) span.span.recordException(error);
    span.end({ name, type, codes });
  };
  return {
    aroundFetch: tracedFetches(REGISTERED, span),
    end: ({ errors = [] }) =>
      end(
        errors,
        errors.map(({ extensions }) => String(extensions.code ?? 'NONE')),
      ),
    fail: (error) => end(error instanceof Error ? [error] : [], ['INTERNAL_SERVER_ERROR']),
  };
}

// What is registered may change while the process runs, so it is asked for each time.
const REGISTERED = {
  get tracer(): Tracer {
    return trace.getTracer('@orrery/gateway');
  },
  // Where the HTTP server is instrumented the request's span is active already.
  extract: (headers: CarrierHeaders): Context =>
    trace.getActiveSpan() ? contexts.active() : propagation.extract(contexts.active(), headers),
  headersOf: (context: Context): Record<string, string> => {
    const headers: Record<string, string> = {};
    propagation.inject(context, headers);
    return headers;
  },
};

function mostExceptions(options: TelemetryOptions): number {
  const most = options?.recordExceptions ?? false;
  return typeof most === 'number' ? Math.max(0, most) : most ? Number.POSITIVE_INFINITY : 0;
}
