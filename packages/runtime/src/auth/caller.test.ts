import { ROLES, type Role } from '@orrery/contracts';
import { describe, expect, it } from 'vitest';
import { RequestError } from '../errors/request-error.js';
import {
  ANONYMOUS,
  isOwnerOr,
  type MachineCaller,
  requireRole,
  requireUser,
  type UserCaller,
} from './caller.js';

const callerWith = (...roles: Role[]): UserCaller => ({
  kind: 'user',
  userId: 'usr_1',
  email: 'one@example.com',
  roles,
  scopes: [],
  expiresAt: 0,
});
const machine: MachineCaller = {
  kind: 'machine',
  clientId: 'client:1',
  scopes: ['stock:read'],
  roles: [],
  expiresAt: 0,
};

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(RequestError);
    return (error as RequestError).code;
  }
  return 'allowed';
}

describe('callers', () => {
  it('should be asked for a token when they are nobody', () => {
    expect(codeOf(() => requireUser(ANONYMOUS))).toBe('UNAUTHENTICATED');
    expect(codeOf(() => requireRole(ANONYMOUS, 'SUPPORT'))).toBe('UNAUTHENTICATED');
    expect(isOwnerOr(ANONYMOUS, 'usr_1', ...ROLES)).toBe(false);
  });

  it("should be nobody's self as machines, and have no role", () => {
    expect(codeOf(() => requireUser(machine))).toBe('FORBIDDEN');
    expect(codeOf(() => requireRole(machine, ...ROLES))).toBe('FORBIDDEN');
    expect(isOwnerOr(machine, 'client:1', ...ROLES)).toBe(false);
  });

  it('should need one of the roles', () => {
    expect(codeOf(() => requireRole(callerWith('FINANCE'), 'SUPPORT', 'FINANCE'))).toBe('allowed');
    expect(codeOf(() => requireRole(callerWith('CUSTOMER'), 'SUPPORT', 'FINANCE'))).toBe('FORBIDDEN');
    expect(codeOf(() => requireRole(callerWith(), 'SUPPORT'))).toBe('FORBIDDEN');
  });

  it('should do as an administrator whatever staff may, and nothing as a customer', () => {
    for (const role of ROLES.filter((other) => other !== 'CUSTOMER')) {
      expect(codeOf(() => requireRole(callerWith('ADMIN'), role))).toBe('allowed');
    }
    expect(codeOf(() => requireRole(callerWith('ADMIN'), 'CUSTOMER'))).toBe('FORBIDDEN');
  });

  it("should see what is theirs, and another's only with a role for it", () => {
    expect(isOwnerOr(callerWith('CUSTOMER'), 'usr_1')).toBe(true);
    expect(isOwnerOr(callerWith('CUSTOMER'), 'usr_2')).toBe(false);
    expect(isOwnerOr(callerWith('FINANCE'), 'usr_2', 'SUPPORT')).toBe(false);
    expect(isOwnerOr(callerWith('SUPPORT'), 'usr_2', 'SUPPORT')).toBe(true);
  });
});
