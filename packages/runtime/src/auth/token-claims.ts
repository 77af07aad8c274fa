import { ROLES, scopesOf } from '@orrery/contracts';
import { z } from 'zod';
import type { MachineCaller, UserCaller } from './caller.js';

const MACHINE = /^(client|key):./;

const subField = z.string().min(1).max(128);
const emailField = z.string().min(1).max(320);
const rolesField = z.array(z.enum(ROLES)).max(ROLES.length);
// RFC 6749, 3.3: names with spaces between.
const scopeField = z
  .string()
  .max(4_096)
  .transform((text) => text.split(' ').filter((name) => name !== ''));
const expiryField = z.number().finite();

const userSchema = z.object({
  sub: subField,
  email: emailField,
  roles: rolesField,
  scope: scopeField.optional(),
  sid: z.string().min(1).max(128).optional(),
  exp: expiryField,
});

const machineSchema = z.object({
  sub: subField,
  scope: scopeField.default([]),
  roles: z.array(z.never()).max(0).optional(),
  exp: expiryField,
});

/**
 * The caller that a token's claims name. A `sub` of `client:...` or `key:...` is a machine's, any other a user's, whose
 * scopes are those of the roles when the token has no `scope`.
 * @throws an error when a claim is missing or of another form
 */
export function callerFromClaims(claims: Readonly<Record<string, unknown>>): UserCaller | MachineCaller {
  if (typeof claims.sub === 'string' && MACHINE.test(claims.sub)) {
    const { sub, scope, exp } = machineSchema.parse(claims);
    return { kind: 'machine', clientId: sub, scopes: scope, roles: [], expiresAt: exp };
  }
  const { sub, email, roles, scope, sid, exp } = userSchema.parse(claims);
  return {
    kind: 'user',
    userId: sub,
    email,
    roles,
    scopes: scope ?? scopesOf(roles),
    ...(sid !== undefined && { sessionId: sid }),
    expiresAt: exp,
  };
}

/** The claims that name a caller in a token: what {@link callerFromClaims} reads, but for `exp`. */
export function claimsOfCaller(caller: UserCaller | MachineCaller): Readonly<Record<string, unknown>> {
  const scope = caller.scopes.join(' ');
  if (caller.kind === 'machine') return { sub: caller.clientId, scope };
  const { userId: sub, email, roles, sessionId: sid } = caller;
  return { sub, email, roles, scope, ...(sid !== undefined && { sid }) };
}
