import { serviceConfigSchema } from '@orrery/kit';

/** The catalog service's configuration: the shared variables only. */
export const configSchema = serviceConfigSchema({});
