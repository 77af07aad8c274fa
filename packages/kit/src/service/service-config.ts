import {
  failpointFields,
  millisecondsField,
  portField,
  processFields,
  subgraphTokenFields,
  tlsFields,
} from '@orrery/runtime';
import { z } from 'zod';
import { eventFields } from '../events/event-settings.js';

/** The variables that every service has; a service adds its own beside them. */
export const serviceFields = {
  ...processFields,
  ...subgraphTokenFields,
  ...eventFields,
  ...failpointFields,
  ...tlsFields,
  PORT: portField,
  /** With the database's name in its path: `mongodb://user:password@host:27017/catalog?replicaSet=rs0`. */
  MONGODB_URI: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\/.+\/[^/?]+/, 'must be a mongodb:// address that ends with a database name'),
  MONGODB_SERVER_SELECTION_TIMEOUT_MS: millisecondsField.default(5_000),
  /** The longest that one request may take. */
  REQUEST_TIMEOUT_MS: millisecondsField.default(30_000),
  /** Largest accepted request body, in bytes. */
  BODY_LIMIT_BYTES: z.coerce
    .number()
    .int()
    .min(1_024)
    .default(1024 * 1024),
};

/** What {@link serviceFields} parses to. */
export type ServiceConfig = z.output<z.ZodObject<typeof serviceFields>>;

/** A service's configuration schema: the shared variables and `own`. */
export function serviceConfigSchema<S extends z.ZodRawShape>(own: S) {
  return z.object({ ...serviceFields, ...own });
}
