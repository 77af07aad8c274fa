import { serviceConfigSchema } from '@orrery/kit';

/** The accounts service's configuration: the shared variables only. */
export const configSchema = serviceConfigSchema({});
