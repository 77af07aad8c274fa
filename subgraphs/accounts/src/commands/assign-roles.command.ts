import type { Role } from '@orrery/contracts';
import { RequestError, requireRole } from '@orrery/runtime';
import type { AccountsCommand } from '../context.js';
import { givesUpAdmin, orderedRoles } from '../domain/roles.js';
import type { UserDocument } from '../models/user.model.js';

/** Which roles a user shall have, in place of those that they have. */
export interface RoleAssignment {
  readonly userId: string;
  readonly roles: readonly Role[];
}

/** Gives a user roles; for administrators only. @throws RequestError NOT_FOUND when there is no such user */
export const assignRoles: AccountsCommand<RoleAssignment, UserDocument | 'OWN_ADMIN_ROLE'> = async (
  { models, caller, log },
  { userId, roles },
) => {
  const admin = requireRole(caller, 'ADMIN');
  if (givesUpAdmin(admin.userId, userId, roles)) return 'OWN_ADMIN_ROLE';
  const assigned = orderedRoles(roles);
  const user = await models.User.findByIdAndUpdate(
    userId,
    { $set: { roles: assigned } },
    { returnDocument: 'after' },
  ).lean<UserDocument>();
  if (!user) throw new RequestError('NOT_FOUND', 'There is no user with this id.');
  log.info({ userId, roles: assigned, by: admin.userId }, 'roles assigned');
  return user;
};
