import { ROLES, type Role } from './roles.js';

/**
 * What a caller may do beyond what everybody may do with their own: `noun:verb`. Roles bring scopes to users, and
 * machines are given theirs one by one.
 */
export const SCOPES = {
  'users:read': "Read everybody's email and postal addresses, find users by email, and list them.",
  'roles:read': "Read everybody's roles.",
  'roles:assign': 'Give users roles, and take them away.',
  'roles:write': 'Change what roles bring.',
  'keys:manage': "See everybody's API keys, and revoke them.",
  'catalog:write': 'Create, change and archive products, brands and categories.',
  'stock:read': 'Read stock warehouse by warehouse, adjustments and reservations.',
  'stock:adjust': 'Add stock and take it away.',
  'warehouses:write': 'Open warehouses.',
  'carts:read': "Read everybody's cart.",
  'orders:read': "Read everybody's orders, one by one and as a list.",
  'orders:ship': 'Record that orders were shipped and delivered.',
  'orders:cancel': "Cancel customers' orders for them.",
  'payments:read': "Read everybody's payments and refunds.",
  'payments:list': 'Read the list of all payments.',
  'payments:write': 'Set money aside, take it, let go of it, and ask the provider again.',
  'payments:refund': 'Give money back.',
  'reviews:moderate': "Remove anybody's review.",
  'audit:read': 'Read who did what.',
  'tokens:watch': 'Learn which credentials were taken back, as gateways do.',
} as const satisfies Readonly<Record<string, string>>;

/** One of {@link SCOPES}. */
export type Scope = keyof typeof SCOPES;

/** All scopes, in the order of {@link SCOPES}. */
export const ALL_SCOPES = Object.keys(SCOPES) as readonly Scope[];

/** What each role may do unless an installation's own data says otherwise. ADMIN may do everything. */
export const ROLE_SCOPES: Readonly<Record<Role, readonly Scope[]>> = {
  CUSTOMER: [],
  SUPPORT: [
    'users:read',
    'roles:read',
    'carts:read',
    'orders:read',
    'orders:ship',
    'orders:cancel',
    'payments:read',
    'reviews:moderate',
  ],
  CATALOG_MANAGER: ['roles:read', 'catalog:write'],
  WAREHOUSE: ['roles:read', 'stock:read', 'stock:adjust', 'warehouses:write', 'orders:read', 'orders:ship'],
  FINANCE: [
    'roles:read',
    'orders:read',
    'payments:read',
    'payments:list',
    'payments:write',
    'payments:refund',
  ],
  ADMIN: ALL_SCOPES,
};

/** Whether `name` is one of {@link SCOPES}: a scope of a later version is unknown, not a fault. */
export function isScope(name: string): name is Scope {
  return Object.hasOwn(SCOPES, name);
}

/** The scopes that `roles` bring together, each once, in the order of {@link SCOPES}. */
export function scopesOf(roles: readonly Role[]): readonly Scope[] {
  const brought = new Set(ROLES.filter((role) => roles.includes(role)).flatMap((role) => ROLE_SCOPES[role]));
  return ALL_SCOPES.filter((scope) => brought.has(scope));
}
