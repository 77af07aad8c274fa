import type { Role } from '@orrery/contracts';
import { type Caller, requireRole, requireUser } from '@orrery/runtime';
import type { AuthChecker } from 'type-graphql';

/**
 * What `@Authorized()` and `@Authorized<Role>('FINANCE', ...)` mean: a caller, or a caller with one of the roles.
 * @throws RequestError UNAUTHENTICATED or FORBIDDEN
 */
export const authChecker: AuthChecker<{ caller: Caller }, Role> = ({ context }, roles) => {
  if (roles.length === 0) requireUser(context.caller);
  else requireRole(context.caller, ...roles);
  return true;
};
