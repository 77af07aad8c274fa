import { serviceConfigSchema } from '@orrery/kit';
import { oidcFields } from './oidc/oidc-settings.js';

/** The accounts service's configuration: the shared variables, and the OpenID provider. */
export const configSchema = serviceConfigSchema({ ...oidcFields });
