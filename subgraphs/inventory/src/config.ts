import { serviceConfigSchema } from '@orrery/kit';

/** The inventory service's configuration: the shared variables only. */
export const configSchema = serviceConfigSchema({});
