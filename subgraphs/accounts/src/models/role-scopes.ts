import { ALL_SCOPES, ROLE_SCOPES, ROLES, type Role, type Scope } from '@orrery/contracts';
import type { ClientSession, Model } from 'mongoose';
import type { RoleDocument } from './role.model.js';

/** What a role is in this installation. */
export interface RoleDefinition {
  readonly name: Role;
  /** In the order of the catalogue. */
  readonly scopes: readonly Scope[];
  /** Whether it is as the product comes. */
  readonly isDefault: boolean;
}

/** The scopes that `roles` bring together at this moment, each once, in the order of the catalogue. */
export async function scopesOfRoles(
  model: Model<RoleDocument>,
  roles: readonly Role[],
  session: ClientSession | null = null,
): Promise<readonly Scope[]> {
  const definitions = await definitionsOf(model, roles, session);
  const brought = new Set(definitions.flatMap(({ scopes }) => scopes));
  return ALL_SCOPES.filter((scope) => brought.has(scope));
}

/** What all roles are at this moment, or some of them, in the order of the catalogue. */
export async function definitionsOf(
  model: Model<RoleDocument>,
  names: readonly Role[] = ROLES,
  session: ClientSession | null = null,
): Promise<RoleDefinition[]> {
  const rows = await model
    .find({ _id: { $in: [...names] }, scopes: { $ne: null } })
    .session(session)
    .lean<RoleDocument[]>();
  const own = new Map(rows.map(({ _id, scopes }) => [_id, scopes]));
  return ROLES.filter((name) => names.includes(name)).map((name) => {
    const scopes = own.get(name);
    if (!scopes) return { name, scopes: ROLE_SCOPES[name], isDefault: true };
    // A scope that a version does not have any more is of no use.
    return { name, scopes: ALL_SCOPES.filter((scope) => scopes.includes(scope)), isDefault: false };
  });
}
