import type { Role } from '@orrery/contracts';
import type { UserCaller } from '@orrery/runtime';

const FAR_FUTURE = 4_102_444_800; // 2100-01-01, in seconds since the epoch

/** A caller as a verified token makes one: the user `userId`, a customer unless other `roles` are given. */
export function callerOf(userId: string, ...roles: readonly Role[]): UserCaller {
  return {
    kind: 'user',
    userId,
    email: `${userId}@example.com`,
    roles: roles.length > 0 ? roles : ['CUSTOMER'],
    expiresAt: FAR_FUTURE,
  };
}
