import type { Role } from '@orrery/contracts';
import { RequestError, requireRole } from '@orrery/runtime';
import type { AccountsCommand } from '../context.js';
import { givesUpAdmin, orderedRoles } from '../domain/roles.js';
import type { UserDocument } from '../models/user.model.js';
import { tellKeysChanged } from './api-keys.js';
import { tellRevoked } from './revoke-credentials.js';

/** Which roles a user shall have, in place of those that they have. */
export interface RoleAssignment {
  readonly userId: string;
  readonly roles: readonly Role[];
}

/**
 * Gives a user roles; for administrators only. Access tokens with the roles of before are told to be void, those of the user's API
 * keys too; sessions and keys stay, and their next tokens have the new ones. Roles that the user has already change nothing, and end nothing.
 * @throws RequestError NOT_FOUND when there is no such user
 */
export const assignRoles: AccountsCommand<RoleAssignment, UserDocument | 'OWN_ADMIN_ROLE'> = async (
  scope,
  { userId, roles },
) => {
  const admin = requireRole(scope.caller, 'ADMIN');
  if (givesUpAdmin(admin.userId, userId, roles)) return 'OWN_ADMIN_ROLE';
  const assigned = orderedRoles(roles);
  const { User } = scope.models;
  const changed = await scope.transaction(async (session) => {
    const user = await User.findOneAndUpdate(
      { _id: userId, roles: { $ne: assigned } },
      { $set: { roles: assigned } },
      { session, returnDocument: 'after' },
    ).lean<UserDocument>();
    if (!user) return null;
    await tellRevoked(scope, session, { userId, reason: 'roles-changed', everything: true });
    await tellKeysChanged(scope, session, userId, 'roles-changed');
    return user;
  });
  if (changed) {
    scope.log.info({ userId, roles: assigned, by: admin.userId }, 'roles assigned');
    return changed;
  }
  const user = await User.findById(userId).lean<UserDocument>();
  if (!user) throw new RequestError('NOT_FOUND', 'There is no user with this id.');
  return user;
};
