import type { Role } from '@orrery/contracts';
import { requireScopes } from '@orrery/kit';
import { RequestError, requireUser } from '@orrery/runtime';
import type { AccountsCommand } from '../context.js';
import { givesUpAdmin } from '../domain/roles.js';
import type { UserDocument } from '../models/user.model.js';
import { changeRoles } from './change-roles.js';

/** Which roles a user shall have, in place of those that they have. */
export interface RoleAssignment {
  readonly userId: string;
  readonly roles: readonly Role[];
}

/**
 * Gives a user roles; for a person with the scope roles:assign. Access tokens with the roles of before are void; sessions and keys stay, and their
 * next tokens have the new ones. @throws RequestError NOT_FOUND when there is no such user
 */
export const assignRoles: AccountsCommand<RoleAssignment, UserDocument | 'OWN_ADMIN_ROLE'> = async (
  scope,
  { userId, roles },
) => {
  const giver = requireUser(scope.caller);
  requireScopes(giver, [['roles:assign']]);
  if (givesUpAdmin(giver, userId, roles)) return 'OWN_ADMIN_ROLE';
  const change = await changeRoles(scope, userId, () => roles);
  if (!change) throw new RequestError('NOT_FOUND', 'There is no user with this id.');
  const { user, isChanged } = change;
  if (isChanged) scope.log.info({ userId, roles: user.roles, by: giver.userId }, 'roles assigned');
  return user;
};
