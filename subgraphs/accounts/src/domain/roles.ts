import { ROLES, type Role } from '@orrery/contracts';

/** A set of roles in its one form: each once, in the catalogue's order. */
export function orderedRoles(roles: readonly Role[]): Role[] {
  return ROLES.filter((role) => roles.includes(role));
}

/** Whether giving `roles` to `userId` would take ADMIN from the one who gives: nobody may lock themselves out. */
export function givesUpAdmin(giverId: string, userId: string, roles: readonly Role[]): boolean {
  return giverId === userId && !roles.includes('ADMIN');
}
