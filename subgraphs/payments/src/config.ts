import { serviceConfigSchema } from '@orrery/kit';
import { millisecondsField } from '@orrery/runtime';
import { z } from 'zod';

/** The payments service's configuration: the shared variables, and the payment provider. */
export const configSchema = serviceConfigSchema({
  /** The payment provider's address. */
  PROVIDER_URL: z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' }),
  /** How long an answer of the provider's is waited for before it is asked again. */
  PROVIDER_TIMEOUT_MS: millisecondsField.default(5_000),
});
