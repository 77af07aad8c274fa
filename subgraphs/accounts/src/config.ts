import { serviceConfigSchema } from '@orrery/kit';
import { mailFields } from './mail/mail-settings.js';
import { oidcFields } from './oidc/oidc-settings.js';

/** The accounts service's configuration: the shared variables, and the OpenID provider, and outgoing mail. */
export const configSchema = serviceConfigSchema({ ...oidcFields, ...mailFields });
