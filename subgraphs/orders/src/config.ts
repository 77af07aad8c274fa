import { serviceConfigSchema } from '@orrery/kit';
import { millisecondsField } from '@orrery/runtime';

/** The orders service's configuration. */
export const configSchema = serviceConfigSchema({
  /** How long another service may take to answer a step of a checkout; three times as long where a bank is asked. */
  CHECKOUT_STEP_TIMEOUT_MS: millisecondsField.default(60_000),
});
