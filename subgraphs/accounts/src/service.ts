import { defineService } from '@orrery/kit';
import { endSessionsOfGrant } from './commands/sessions.js';
import { configSchema } from './config.js';
import type { AccountsParts } from './context.js';
import { onCartAbandoned } from './events/cart-abandoned.handler.js';
import { references } from './graphql/references/references.js';
import { AddressResolver } from './graphql/resolvers/address.resolver.js';
import { ApiKeyResolver } from './graphql/resolvers/api-key.resolver.js';
import { LoginResolver } from './graphql/resolvers/login.resolver.js';
import { PasswordResolver } from './graphql/resolvers/password.resolver.js';
import { RevocationResolver } from './graphql/resolvers/revocation.resolver.js';
import { RoleResolver } from './graphql/resolvers/role.resolver.js';
import { SecondFactorResolver } from './graphql/resolvers/second-factor.resolver.js';
import { SessionResolver } from './graphql/resolvers/session.resolver.js';
import { UserResolver } from './graphql/resolvers/user.resolver.js';
import { sendMail } from './jobs/send-mail.job.js';
import { tellHoldersJob } from './jobs/tell-holders.job.js';
import { accountsLoaders } from './loaders/accounts.loaders.js';
import { mailPort } from './mail/mail-settings.js';
import { accountsModels } from './models/accounts.models.js';
import { Identity } from './oidc/identity.js';
import { oidcSettings } from './oidc/oidc-settings.js';
import { deriveSecret } from './oidc/sealing.js';
import { seedAccounts } from './seed/seed-accounts.js';
import { clientsTask } from './tasks/clients.task.js';
import { createSuperuserTask } from './tasks/createsuperuser.task.js';
import { findUserTask } from './tasks/find-user.task.js';
import { keysTask } from './tasks/keys.task.js';
import { oidcListener } from './workers/oidc-listener.js';

/** The accounts service: users, their addresses and their roles. */
export const accounts = defineService({
  name: 'accounts',
  configSchema,
  models: accountsModels,
  loaders: accountsLoaders,
  resolvers: [
    UserResolver,
    AddressResolver,
    ApiKeyResolver,
    LoginResolver,
    PasswordResolver,
    RoleResolver,
    RevocationResolver,
    SecondFactorResolver,
    SessionResolver,
  ],
  references,
  parts: (config): AccountsParts => ({
    tokens: new Identity(oidcSettings(config), endSessionsOfGrant),
    secondFactorKey: deriveSecret(config.OIDC_KEY_SECRET, 'second-factors'),
    mailTokenKey: deriveSecret(config.OIDC_KEY_SECRET, 'mail-tokens'),
    mail: mailPort(config),
  }),
  listeners: [oidcListener],
  handlers: [onCartAbandoned],
  jobs: [sendMail, tellHoldersJob],
  seed: seedAccounts,
  tasks: {
    clients: clientsTask,
    createsuperuser: createSuperuserTask,
    'find-user': findUserTask,
    keys: keysTask,
  },
});
