import { ROLES } from '@orrery/contracts';
import { describe, expect, it } from 'vitest';
import { givesUpAdmin, isFixedRole, orderedRoles } from './roles.js';

describe('roles', () => {
  it('should list each role once, in the order of the catalogue', () => {
    expect(orderedRoles(['ADMIN', 'CUSTOMER', 'ADMIN'])).toEqual(['CUSTOMER', 'ADMIN']);
  });

  it('should see when an administrator would lock themselves out', () => {
    const admin = { userId: 'usr_1', roles: ['SUPPORT', 'ADMIN'] } as const;
    expect(givesUpAdmin(admin, 'usr_1', ['SUPPORT'])).toBe(true);
    expect(givesUpAdmin(admin, 'usr_1', ['SUPPORT', 'ADMIN'])).toBe(false);
    expect(givesUpAdmin(admin, 'usr_2', ['SUPPORT'])).toBe(false);
    expect(givesUpAdmin({ userId: 'usr_1', roles: ['SUPPORT'] }, 'usr_1', ['CUSTOMER'])).toBe(false);
  });

  it('should fix what administrators and customers may do', () => {
    expect(ROLES.filter(isFixedRole)).toEqual(['CUSTOMER', 'ADMIN']);
  });
});
