import type { ServiceListener } from '@orrery/kit';
import { authenticate } from '../commands/authenticate.command.js';
import type { AccountsParts, AccountsScope } from '../context.js';
import type { AccountsModels } from '../models/accounts.models.js';
import type { LoginForm, LoginOutcome } from '../oidc/interactions.js';
import { startOidcListener } from '../oidc/listener.js';
import type { OidcConfig } from '../oidc/oidc-settings.js';

/** The OpenID provider on its own public port; none without OIDC_PORT. */
export const oidcListener: ServiceListener<AccountsModels, AccountsParts, OidcConfig & { HOST: string }> = {
  start: async (scope, config) => {
    if (config.OIDC_PORT === undefined) return null;
    const { log, parts } = scope();
    const listener = await startOidcListener({
      identity: parts.tokens,
      scope,
      authenticate: (form) => logIn(scope(), form),
      host: config.OIDC_HOST ?? config.HOST,
      port: config.OIDC_PORT,
    });
    log.info({ port: listener.port }, 'serving the OpenID provider');
    return listener;
  },
};

async function logIn(scope: AccountsScope, form: LoginForm): Promise<LoginOutcome> {
  const at = new Date(); // before the password is looked at
  const outcome = await authenticate(scope, form);
  if (outcome === 'SECOND_FACTOR_REQUIRED') return { refused: 'CODE_REQUIRED' };
  if (typeof outcome === 'string') return { refused: outcome };
  return 'retryAt' in outcome ? outcome : { userId: outcome._id, at };
}
