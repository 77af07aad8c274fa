import type { Caller } from '@orrery/runtime';
import { describe, expect, it } from 'vitest';
import { EndedSessions } from './ended-sessions.js';

const user = (userId: string, sessionId?: string): Caller => ({
  kind: 'user',
  userId,
  email: `${userId}@example.com`,
  roles: [],
  scopes: [],
  ...(sessionId !== undefined && { sessionId }),
  expiresAt: 4_102_444_800,
});
const machine = (clientId: string): Caller => ({
  kind: 'machine',
  clientId,
  scopes: [],
  roles: [],
  expiresAt: 4_102_444_800,
});

describe('ended sessions', () => {
  it("should include a session's tokens, whenever they were issued", () => {
    const ended = new EndedSessions();
    ended.add({ sessionId: 'ses_1' }, 100);
    expect(ended.includes(user('usr_1', 'ses_1'), 200)).toBe(true);
    expect(ended.includes(user('usr_1', 'ses_2'), 50)).toBe(false);
    expect(ended.includes(user('usr_1'), 50)).toBe(false);
  });

  it("should include a user's and a machine's tokens that were issued until then", () => {
    const ended = new EndedSessions();
    ended.add({ userId: 'usr_1' }, 100);
    ended.add({ clientId: 'key:1' }, 100);
    for (const caller of [user('usr_1', 'ses_1'), machine('key:1')]) {
      expect([99, 100, 101].map((at) => ended.includes(caller, at))).toEqual([true, true, false]);
    }
    expect(ended.includes(user('usr_2'), 50)).toBe(false);
    expect(ended.includes(machine('key:2'), 50)).toBe(false);
    expect(ended.includes({ kind: 'anonymous' }, 0)).toBe(false);
  });

  it('should leave out the session that stays, unless another end does not', () => {
    const ended = new EndedSessions();
    ended.add({ userId: 'usr_1', exceptSessionId: 'ses_1' }, 100);
    ended.add({ userId: 'usr_1', exceptSessionId: 'ses_1' }, 90); // told again, late
    expect(ended.includes(user('usr_1', 'ses_1'), 50)).toBe(false);
    expect(ended.includes(user('usr_1', 'ses_2'), 95)).toBe(true);
    expect(ended.includes(user('usr_1'), 95)).toBe(true);
    ended.add({ userId: 'usr_1' }, 80);
    expect([80, 81].map((at) => ended.includes(user('usr_1', 'ses_1'), at))).toEqual([true, false]);
  });
});
