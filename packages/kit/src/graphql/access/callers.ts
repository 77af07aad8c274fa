import type { Scope } from '@orrery/contracts';
import { type Caller, RequestError } from '@orrery/runtime';

/** Whether the caller has the scope. */
export function hasScope(caller: Caller, scope: Scope): boolean {
  return caller.kind !== 'anonymous' && caller.scopes.includes(scope);
}

/** Whether the caller has all scopes of at least one group. */
export function hasScopes(caller: Caller, anyOf: readonly (readonly Scope[])[]): boolean {
  return anyOf.some((group) => group.every((scope) => hasScope(caller, scope)));
}

/** Whether the caller is the user `ownerId`, or has one of the scopes. */
export function isOwnerOrHas(
  caller: Caller,
  ownerId: string | null | undefined,
  ...scopes: readonly Scope[]
): boolean {
  const isOwner = caller.kind === 'user' && caller.userId === ownerId;
  return isOwner || scopes.some((scope) => hasScope(caller, scope));
}

/** Refuses whoever is not known. @throws RequestError UNAUTHENTICATED */
export function requireCaller(caller: Caller): void {
  if (caller.kind !== 'anonymous') return;
  throw new RequestError(
    'UNAUTHENTICATED',
    'This needs a caller: send the header Authorization: Bearer TOKEN.',
  );
}

/** Refuses whoever has not all scopes of one group. @throws RequestError UNAUTHENTICATED or FORBIDDEN */
export function requireScopes(caller: Caller, anyOf: readonly (readonly Scope[])[]): void {
  requireCaller(caller);
  if (hasScopes(caller, anyOf)) return;
  const groups = anyOf.map((group) => group.join(' and '));
  throw new RequestError('FORBIDDEN', `This needs the scope ${groups.join(', or ')}.`);
}
