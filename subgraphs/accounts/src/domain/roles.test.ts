import { describe, expect, it } from 'vitest';
import { givesUpAdmin, orderedRoles } from './roles.js';

describe('roles', () => {
  it('should list each role once, in the order of the catalogue', () => {
    expect(orderedRoles(['ADMIN', 'CUSTOMER', 'ADMIN'])).toEqual(['CUSTOMER', 'ADMIN']);
  });

  it('should see when an administrator would lock themselves out', () => {
    expect(givesUpAdmin('usr_1', 'usr_1', ['SUPPORT'])).toBe(true);
    expect(givesUpAdmin('usr_1', 'usr_1', ['SUPPORT', 'ADMIN'])).toBe(false);
    expect(givesUpAdmin('usr_1', 'usr_2', ['SUPPORT'])).toBe(false);
  });
});
