import { millisecondsField, portField, processFields } from '@orrery/runtime';
import { z } from 'zod';

const shareField = z.coerce.number('must be a share from 0 to 1').min(0).max(1);
const FAULTS = ['FAULT_LATENCY_MS', 'FAULT_LOST_REQUESTS', 'FAULT_LOST_ANSWERS'] as const;

/** The test provider's variables. Those of faults are refused outside development. */
export const configSchema = z
  .object({
    ...processFields,
    PORT: portField,
    /** The log of all effects; made when it is not there. */
    LOG_FILE: z.string().min(1),
    FAULT_SEED: z.coerce.number('must be a whole number').int().default(1),
    /** The longest that an answer is held back. */
    FAULT_LATENCY_MS: z.coerce.number('must be a number of milliseconds').int().min(0).default(0),
    /** The share of requests that never arrive. */
    FAULT_LOST_REQUESTS: shareField.default(0),
    /** The share of answers that are lost after their effect: half of them break the connection, half come late. */
    FAULT_LOST_ANSWERS: shareField.default(0),
    /** How late those come. */
    FAULT_LATE_MS: millisecondsField.default(10_000),
  })
  .superRefine((config, context) => {
    if (config.ORRERY_ENV === 'development') return;
    for (const name of FAULTS) {
      if (config[name] === 0) continue;
      const message = 'makes faults on purpose: unset it, or set ORRERY_ENV=development';
      context.addIssue({ code: 'custom', path: [name], message });
    }
  });

/** What {@link configSchema} parses to. */
export type TestProviderConfig = z.output<typeof configSchema>;
