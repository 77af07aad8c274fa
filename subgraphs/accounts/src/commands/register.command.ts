import { newId } from '@orrery/contracts';
import { isDuplicateKey } from '@orrery/kit';
import type { AccountsCommand } from '../context.js';
import { normalizeEmail } from '../domain/email.js';
import { hashPassword } from '../domain/password.js';
import type { UserDocument } from '../models/user.model.js';

/** Who registers. */
export interface NewUser {
  readonly email: string;
  readonly displayName: string;
  readonly password: string;
}

/** Makes an account: a customer's, whoever asks. The unique index decides who is first with an email address. */
export const register: AccountsCommand<NewUser, UserDocument | 'EMAIL_TAKEN'> = async ({ models }, input) => {
  const user: UserDocument = {
    _id: newId('User'),
    email: normalizeEmail(input.email),
    displayName: input.displayName.trim(),
    roles: ['CUSTOMER'],
    addresses: [],
    defaultAddressId: null,
    createdAt: new Date(),
  };
  try {
    await models.User.create([{ ...user, passwordHash: await hashPassword(input.password) }]);
  } catch (error) {
    if (isDuplicateKey(error)) return 'EMAIL_TAKEN';
    throw error;
  }
  return user;
};
