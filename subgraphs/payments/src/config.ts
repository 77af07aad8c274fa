import { serviceConfigSchema } from '@orrery/kit';

/** The payments service's configuration: the shared variables only. */
export const configSchema = serviceConfigSchema({});
