import type { Command, CommandScope, ServiceContext } from '@orrery/kit';
import type { AccountsLoaders } from './loaders/accounts.loaders.js';
import type { AccountsModels } from './models/accounts.models.js';

/** What accounts' resolvers get as their context. */
export type AccountsContext = ServiceContext<AccountsModels, AccountsLoaders>;

/** What accounts' commands work with. */
export type AccountsScope = CommandScope<AccountsModels>;

/** A write of accounts'. */
export type AccountsCommand<Input, Output> = Command<AccountsScope, Input, Output>;
