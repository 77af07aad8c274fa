import type { Role } from '@orrery/contracts';
import type { AccountsScope } from '../context.js';
import { orderedRoles } from '../domain/roles.js';
import type { UserDocument } from '../models/user.model.js';
import { tellKeysChanged } from './api-keys.js';
import { tellRevoked } from './revoke-credentials.js';

/** A user, and whether anything was changed about them. */
export interface RoleChange {
  readonly user: UserDocument;
  readonly isChanged: boolean;
}

/**
 * Gives a user other roles, and tells that the tokens with those of before are void: the user's, and those of the user's API keys.
 * Roles that the user has already change nothing, and end nothing. Resolves to null when there is no such user.
 * @param next the roles that there shall be, of those that there are
 */
export function changeRoles(
  scope: AccountsScope,
  userId: string,
  next: (roles: readonly Role[]) => readonly Role[],
): Promise<RoleChange | null> {
  const { User } = scope.models;
  return scope.transaction(async (session) => {
    const before = await User.findById(userId).session(session).lean<UserDocument>();
    if (!before) return null;
    const roles = orderedRoles(next(before.roles));
    if (roles.join() === orderedRoles(before.roles).join()) return { user: before, isChanged: false };
    // Whoever changes the user at the same time makes one of both begin anew.
    const user = await User.findByIdAndUpdate(
      userId,
      { $set: { roles } },
      { session, returnDocument: 'after' },
    ).lean<UserDocument>();
    if (!user) return null;
    await tellRevoked(scope, session, { userId, reason: 'roles-changed', everything: true });
    await tellKeysChanged(scope, session, userId, 'roles-changed');
    return { user, isChanged: true };
  });
}
