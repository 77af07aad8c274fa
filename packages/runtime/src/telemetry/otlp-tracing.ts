import { defaultTextMapGetter, defaultTextMapSetter, ROOT_CONTEXT } from '@opentelemetry/api';
import { ExportResultCode, W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BasicTracerProvider,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base';
import type { Logger } from '../logging/logger.js';
import type { Tracing } from './tracing.js';
import type { TracingSettings } from './tracing-fields.js';

const STOP_MS = 2_000;

/** Tracing by the SDK, sent over OTLP/HTTP. Nothing global is registered: a process may hold several services. */
export function otlpTracing(options: {
  readonly service: string;
  /** Where spans are sent. */
  readonly url: string;
  readonly settings: TracingSettings;
  readonly log: Logger;
}): Tracing {
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': options.service, 'service.namespace': 'orrery' }),
    sampler: samplerOf(options.settings),
    spanProcessors: [
      new BatchSpanProcessor(logged(new OTLPTraceExporter({ url: options.url }), options.log)),
    ],
  });
  const propagator = new W3CTraceContextPropagator();
  return {
    tracer: provider.getTracer('orrery'),
    extract: (headers) => propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter),
    headersOf: (context) => {
      const headers: Record<string, string> = {};
      propagator.inject(context, headers, defaultTextMapSetter);
      return headers;
    },
    stop: () => withinStopTime(provider.shutdown()),
  };
}

function samplerOf({ OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: ratio }: TracingSettings): Sampler {
  const kind = name.replace('parentbased_', '');
  const root =
    kind === 'always_on'
      ? new AlwaysOnSampler()
      : kind === 'always_off'
        ? new AlwaysOffSampler()
        : new TraceIdRatioBasedSampler(ratio);
  return name.startsWith('parentbased_') ? new ParentBasedSampler({ root }) : root;
}

// The SDK drops spans that cannot be sent without a word.
function logged(exporter: SpanExporter, log: Logger): SpanExporter {
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (result.code !== ExportResultCode.SUCCESS) {
          log.warn({ spans: spans.length, reason: result.error?.message }, 'spans could not be sent');
        }
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
  };
}

async function withinStopTime(stopping: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, STOP_MS);
  });
  await Promise.race([stopping.catch(() => undefined), late]);
  clearTimeout(timer);
}
