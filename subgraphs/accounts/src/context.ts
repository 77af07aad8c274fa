import type { Command, CommandScope, ServiceContext } from '@orrery/kit';
import type { AccountsLoaders } from './loaders/accounts.loaders.js';
import type { MailPort } from './mail/mail-port.js';
import type { AccountsModels } from './models/accounts.models.js';
import type { Identity } from './oidc/identity.js';

/** What accounts has beside its models. */
export interface AccountsParts {
  /** Issues and ends tokens: a `TokenService`. */
  readonly tokens: Identity;
  /** Encrypts the secrets of authenticators: 32 bytes. */
  readonly secondFactorKey: Buffer;
  /** Makes the tokens that are sent by mail: 32 bytes. */
  readonly mailTokenKey: Buffer;
  /** Null: no mail is sent. */
  readonly mail: MailPort | null;
}

/** What accounts' resolvers get as their context. */
export type AccountsContext = ServiceContext<AccountsModels, AccountsLoaders, AccountsParts>;

/** What accounts' commands work with. */
export type AccountsScope = CommandScope<AccountsModels, AccountsParts>;

/** A write of accounts'. */
export type AccountsCommand<Input, Output> = Command<AccountsScope, Input, Output>;
