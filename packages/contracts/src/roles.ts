/** What a user may be. CUSTOMER is everyone who registered; the others are staff. ADMIN may do whatever staff may. */
export const ROLES = ['CUSTOMER', 'SUPPORT', 'CATALOG_MANAGER', 'WAREHOUSE', 'FINANCE', 'ADMIN'] as const;

/** One of {@link ROLES}. */
export type Role = (typeof ROLES)[number];

/** Whose each role is, in words. */
export const ROLE_DESCRIPTIONS: Readonly<Record<Role, string>> = {
  CUSTOMER: 'May shop, and see what is their own.',
  SUPPORT: "May read customers' data to answer them, and remove reviews.",
  CATALOG_MANAGER: 'May create, change and archive products, brands and categories.',
  WAREHOUSE: 'May read and adjust stock.',
  FINANCE: 'May read payments, capture and refund them.',
  ADMIN: 'May do whatever staff may, and give roles.',
};
