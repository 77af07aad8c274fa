import { hasRole, type Role } from '@orrery/contracts';
import { RequestError } from '../errors/request-error.js';

/** Nobody in particular: a request without a token. */
export interface AnonymousCaller {
  readonly kind: 'anonymous';
}

/** Somebody whose token was verified. */
export interface UserCaller {
  readonly kind: 'user';
  readonly userId: string;
  readonly email: string;
  readonly roles: readonly Role[];
  /** When the token ends, in seconds since the epoch. */
  readonly expiresAt: number;
}

/** Who sends a request. */
export type Caller = AnonymousCaller | UserCaller;

/** The caller without a token. */
export const ANONYMOUS: AnonymousCaller = { kind: 'anonymous' };

/** The caller as a user. @throws RequestError UNAUTHENTICATED when anonymous. */
export function requireUser(caller: Caller): UserCaller {
  if (caller.kind === 'user') return caller;
  throw new RequestError(
    'UNAUTHENTICATED',
    'This needs a caller: send the header Authorization: Bearer TOKEN.',
  );
}

/** The caller as a user with at least one of `roles`. @throws RequestError UNAUTHENTICATED or FORBIDDEN. */
export function requireRole(caller: Caller, ...roles: readonly Role[]): UserCaller {
  const user = requireUser(caller);
  if (roles.some((role) => hasRole(user.roles, role))) return user;
  throw new RequestError('FORBIDDEN', `This needs the role ${roles.join(' or ')}.`);
}

/** Whether the caller is the user `userId`, or has one of `roles`. */
export function isOwnerOr(caller: Caller, userId: string, ...roles: readonly Role[]): boolean {
  if (caller.kind !== 'user') return false;
  return caller.userId === userId || roles.some((role) => hasRole(caller.roles, role));
}
