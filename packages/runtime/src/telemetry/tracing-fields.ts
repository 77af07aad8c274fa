import { z } from 'zod';

const endpointField = z.url({ protocol: /^https?$/, message: 'must be an http or https address' });

/**
 * OpenTelemetry's own variables that decide whether and how spans are sent. The exporter reads OTEL_EXPORTER_OTLP_HEADERS and
 * OTEL_BSP_* from the environment itself.
 * @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export const tracingFields = {
  /** A collector's address for OTLP over HTTP, without `/v1/traces`. Tracing is on where this or the next is set. */
  OTEL_EXPORTER_OTLP_ENDPOINT: endpointField.optional(),
  /** The address that spans are sent to, as it is. */
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: endpointField.optional(),
  OTEL_TRACES_SAMPLER: z
    .enum([
      'always_on',
      'always_off',
      'traceidratio',
      'parentbased_always_on',
      'parentbased_always_off',
      'parentbased_traceidratio',
    ])
    .default('parentbased_traceidratio'),
  /** The share of traces that is sampled where the sampler is one of a ratio. */
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number('must be a number from 0 to 1').min(0).max(1).default(0.1),
  OTEL_SDK_DISABLED: z
    .enum(['true', 'false'])
    .default('false')
    .transform((value) => value === 'true'),
};

/** What {@link tracingFields} parses to. */
export type TracingSettings = z.output<z.ZodObject<typeof tracingFields>>;
