import { serviceConfigSchema } from '@orrery/kit';

/** The reviews service's configuration: the shared variables only. */
export const configSchema = serviceConfigSchema({});
