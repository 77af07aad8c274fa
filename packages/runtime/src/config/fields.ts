import { z } from 'zod';
import { tracingFields } from '../telemetry/tracing-fields.js';

/** Where a process runs. Unset means production: nothing made for development is accepted by oversight. */
export const environmentField = z.enum(['development', 'production']).default('production');

/** A TCP port; 0 lets the system choose a free one. */
export const portField = z.coerce.number('must be a port number').int().min(0).max(65_535);

/** A whole number of milliseconds, at least 1. */
export const millisecondsField = z.coerce.number('must be a number of milliseconds').int().min(1);

/** `true` or `false`, spelled out. */
export const booleanField = z.enum(['true', 'false']).transform((value) => value === 'true');

/** What every process of the product is configured by. */
export const processFields = {
  ORRERY_ENV: environmentField,
  HOST: z.string().min(1).default('127.0.0.1'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** How long a shutdown may wait for requests in flight. */
  SHUTDOWN_TIMEOUT_MS: millisecondsField.default(10_000),
  ...tracingFields,
};
