import { serviceConfigSchema } from '@orrery/kit';

/** The orders service's configuration: the shared variables only. */
export const configSchema = serviceConfigSchema({});
