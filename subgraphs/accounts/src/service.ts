import { defineService } from '@orrery/kit';
import { configSchema } from './config.js';
import { references } from './graphql/references/references.js';
import { AddressResolver } from './graphql/resolvers/address.resolver.js';
import { UserResolver } from './graphql/resolvers/user.resolver.js';
import { accountsLoaders } from './loaders/accounts.loaders.js';
import { accountsModels } from './models/accounts.models.js';
import { seedAccounts } from './seed/seed-accounts.js';
import { findUserTask } from './tasks/find-user.task.js';

/** The accounts service: users, their addresses and their roles. */
export const accounts = defineService({
  name: 'accounts',
  configSchema,
  models: accountsModels,
  loaders: accountsLoaders,
  resolvers: [UserResolver, AddressResolver],
  references,
  seed: seedAccounts,
  tasks: { 'find-user': findUserTask },
});
