import { serviceConfigSchema } from '@orrery/kit';
import { millisecondsField } from '@orrery/runtime';
import { z } from 'zod';

const MOST_HOURS = 24 * 365;

/** The orders service's configuration. */
export const configSchema = serviceConfigSchema({
  /** How long another service may take to answer a step of a checkout; three times as long where a bank is asked. */
  CHECKOUT_STEP_TIMEOUT_MS: millisecondsField.default(60_000),
  /** After how many hours in which a cart that holds something was not touched its customer is reminded; 0 for never. */
  REMINDER_AFTER_HOURS: z.coerce.number('must be a number of hours').min(0).max(MOST_HOURS).default(24),
});
