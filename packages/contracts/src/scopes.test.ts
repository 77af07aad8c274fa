import { describe, expect, it } from 'vitest';
import { ROLES } from './roles.js';
import { ALL_SCOPES, isScope, ROLE_SCOPES, scopesOf } from './scopes.js';

describe('scopes', () => {
  it('should be named noun:verb', () => {
    for (const scope of ALL_SCOPES) expect(scope).toMatch(/^[a-z]+:[a-z]+$/);
  });

  it('should tell its own scopes from names that objects have anyway', () => {
    expect(isScope('users:read')).toBe(true);
    expect(isScope('users:fly')).toBe(false);
    expect(isScope('constructor')).toBe(false);
  });

  it('should give every scope to administrators, none to customers, and each to some staff', () => {
    expect(scopesOf(['ADMIN'])).toEqual(ALL_SCOPES);
    expect(scopesOf(['CUSTOMER'])).toEqual([]);
    const staff = ROLES.filter((role) => role !== 'ADMIN').flatMap((role) => ROLE_SCOPES[role]);
    const reserved = ALL_SCOPES.filter((scope) => !staff.includes(scope));
    expect(reserved).toEqual(['roles:assign', 'roles:write', 'keys:manage', 'audit:read', 'tokens:watch']);
  });

  it('should add up what several roles bring, each scope once', () => {
    expect(scopesOf(['WAREHOUSE', 'CATALOG_MANAGER'])).toEqual([
      'roles:read',
      'catalog:write',
      'stock:read',
      'stock:adjust',
      'warehouses:write',
      'orders:read',
      'orders:ship',
    ]);
  });

  it('should not take a role that it does not know', () => {
    expect(scopesOf(['constructor' as never])).toEqual([]);
  });
});
