import type { AccountsCommand } from '../context.js';
import type { UserDocument } from '../models/user.model.js';
import { type NewAccount, newUser } from './new-user.js';

/** Makes an account: a customer's, whoever asks. The unique index decides who is first with an email address. */
export const register: AccountsCommand<Omit<NewAccount, 'roles'>, UserDocument | 'EMAIL_TAKEN'> = (
  scope,
  { email, displayName, password },
) => newUser(scope, { email, displayName, password, roles: ['CUSTOMER'] });
