import { ROLES, type Role } from '@orrery/contracts';

/** A set of roles in its one form: each once, in the catalogue's order. */
export function orderedRoles(roles: readonly Role[]): Role[] {
  return ROLES.filter((role) => roles.includes(role));
}

/** Whether what a role brings stays as it is: an administrator without a scope could not give it back, and everybody is a customer. */
export function isFixedRole(role: Role): boolean {
  return role === 'ADMIN' || role === 'CUSTOMER';
}

/** Whether giving `roles` to `userId` would take ADMIN from the one who gives: nobody may lock themselves out. */
export function givesUpAdmin(
  giver: { readonly userId: string; readonly roles: readonly Role[] },
  userId: string,
  roles: readonly Role[],
): boolean {
  return giver.userId === userId && giver.roles.includes('ADMIN') && !roles.includes('ADMIN');
}
