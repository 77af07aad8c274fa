import type { AccountsCommand } from '../context.js';
import { normalizeEmail } from '../domain/email.js';
import type { UserDocument } from '../models/user.model.js';
import { changeRoles } from './change-roles.js';

/** Makes an administrator of who has an account, beside what they are; null when nobody has. For who runs the installation. */
export const promoteSuperuser: AccountsCommand<{ readonly email: string }, UserDocument | null> = async (
  scope,
  { email },
) => {
  const known = await scope.models.User.findOne({ email: normalizeEmail(email) }).lean<UserDocument>();
  if (!known) return null;
  const change = await changeRoles(scope, known._id, (roles) => [...roles, 'ADMIN', 'CUSTOMER']);
  return change?.user ?? null;
};
