import { type Role, scopesOf } from '@orrery/contracts';
import type { UserCaller } from '@orrery/runtime';

const FAR_FUTURE = 4_102_444_800; // 2100-01-01, in seconds since the epoch

/** A caller as a verified token makes one: the user `userId`, a customer unless other `roles` are given, with the scopes of these. */
export function callerOf(userId: string, ...given: readonly Role[]): UserCaller {
  const roles: readonly Role[] = given.length > 0 ? given : ['CUSTOMER'];
  return {
    kind: 'user',
    userId,
    email: `${userId}@example.com`,
    roles,
    scopes: scopesOf(roles),
    expiresAt: FAR_FUTURE,
  };
}
