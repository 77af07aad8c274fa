import { newId, type Role } from '@orrery/contracts';
import { isDuplicateKey } from '@orrery/kit';
import type { AccountsScope } from '../context.js';
import { normalizeEmail } from '../domain/email.js';
import { hashPassword } from '../domain/password.js';
import { orderedRoles } from '../domain/roles.js';
import type { UserDocument } from '../models/user.model.js';

/** What an account is made of. */
export interface NewAccount {
  readonly email: string;
  readonly displayName: string;
  readonly password: string;
  readonly roles: readonly Role[];
}

/** Makes an account. The unique index decides who is first with an email address. */
export async function newUser(
  { models }: AccountsScope,
  { email, displayName, password, roles }: NewAccount,
): Promise<UserDocument | 'EMAIL_TAKEN'> {
  const user: UserDocument = {
    _id: newId('User'),
    email: normalizeEmail(email),
    displayName: displayName.trim(),
    roles: orderedRoles(roles),
    addresses: [],
    defaultAddressId: null,
    createdAt: new Date(),
  };
  try {
    await models.User.create([{ ...user, passwordHash: await hashPassword(password) }]);
  } catch (error) {
    if (isDuplicateKey(error)) return 'EMAIL_TAKEN';
    throw error;
  }
  return user;
}
