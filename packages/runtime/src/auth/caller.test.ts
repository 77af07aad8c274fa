import { describe, expect, it } from 'vitest';
import { ANONYMOUS, type Caller, callerId, callerKey, requireUser } from './caller.js';

const user: Caller = {
  kind: 'user',
  userId: 'usr_1',
  email: 'one@example.com',
  roles: ['CUSTOMER'],
  scopes: [],
  expiresAt: 0,
};
const machine: Caller = {
  kind: 'machine',
  clientId: 'client:1',
  scopes: ['stock:read'],
  roles: [],
  expiresAt: 0,
};

describe('callers', () => {
  it('should be asked for a token when they are nobody, and be no user as machines', () => {
    expect(requireUser(user)).toBe(user);
    expect(() => requireUser(ANONYMOUS)).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }));
    expect(() => requireUser(machine)).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
  });

  it('should have an id unless they are nobody', () => {
    expect([user, machine, ANONYMOUS].map(callerId)).toEqual(['usr_1', 'client:1', undefined]);
  });

  it('should be told apart by all but the time at which their tokens end', () => {
    expect(callerKey({ ...user, expiresAt: 1 })).toBe(callerKey(user));
    const others: Caller[] = [
      { ...user, scopes: ['a'] },
      { ...user, sessionId: 'ses_1' },
      machine,
      ANONYMOUS,
    ];
    expect(new Set([user, ...others].map(callerKey)).size).toBe(5);
  });
});
