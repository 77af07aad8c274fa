/** What a user may be. CUSTOMER is everyone who registered; the others are staff. ADMIN may do whatever staff may. */
export const ROLES = ['CUSTOMER', 'SUPPORT', 'CATALOG_MANAGER', 'WAREHOUSE', 'FINANCE', 'ADMIN'] as const;

/** One of {@link ROLES}. */
export type Role = (typeof ROLES)[number];

/** Whether a caller with `roles` may do what `needed` may: ADMIN stands for every role. */
export function hasRole(roles: readonly Role[], needed: Role): boolean {
  return roles.includes(needed) || (needed !== 'CUSTOMER' && roles.includes('ADMIN'));
}
