import type { Context, Tracer } from '@opentelemetry/api';
import type { Logger } from '../logging/logger.js';
import type { TracingSettings } from './tracing-fields.js';

/** Headers of a request. */
export type CarrierHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** Makes spans, and carries traces over HTTP by W3C Trace Context. */
export interface Tracing {
  readonly tracer: Tracer;
  /** The trace that a request's headers tell of; an empty one where they tell of none. */
  extract(headers: CarrierHeaders): Context;
  /** The headers that take a trace on to the next process. */
  headersOf(context: Context): Record<string, string>;
  /** Sends what is left, within two seconds. */
  stop(): Promise<void>;
}

/** What {@link startTracing} takes. */
export interface TracingOptions {
  /** The process's name in the traces. */
  readonly service: string;
  readonly settings: TracingSettings;
  readonly log: Logger;
}

/** Starts sending spans to the collector that the settings name; undefined where they name none. Loads the SDK only then. */
export async function startTracing({ service, settings, log }: TracingOptions): Promise<Tracing | undefined> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: base, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: own } = settings;
  const url = own ?? (base && `${base.replace(/\/$/, '')}/v1/traces`);
  if (!url || settings.OTEL_SDK_DISABLED) return undefined;
  const { otlpTracing } = await import('./otlp-tracing.js');
  return otlpTracing({ service, url, settings, log });
}
