import { isScope, type Role, type Scope } from '@orrery/contracts';
import { callerId, RequestError } from '@orrery/runtime';
import type { AccountsCommand } from '../context.js';
import { isFixedRole } from '../domain/roles.js';
import { definitionsOf, type RoleDefinition } from '../models/role-scopes.js';
import { tellHolders } from './tell-holders.js';

/** What a role shall bring. */
export interface RoleChanges {
  readonly name: Role;
  /** In place of those that it brings; null: the default again. */
  readonly scopes: readonly string[] | null;
}

/**
 * Changes what a role brings. Access tokens of those who have it are void; their sessions and keys stay, and their next tokens say
 * what is so now. What it brings already changes nothing, and ends nothing.
 * @throws RequestError BAD_USER_INPUT for a scope that there is not
 */
export const updateRole: AccountsCommand<RoleChanges, RoleDefinition | 'ROLE_IS_FIXED'> = async (
  scope,
  { name, scopes },
) => {
  if (isFixedRole(name)) return 'ROLE_IS_FIXED';
  const unknown = scopes?.find((one) => !isScope(one));
  if (unknown !== undefined) {
    const field = { path: 'input.scopes', message: 'must be names of scopes' };
    throw new RequestError('BAD_USER_INPUT', `Not accepted: ${field.path} ${field.message}.`, [field]);
  }
  const { Role: Roles } = scope.models;
  const change = await scope.transaction(async (session) => {
    const [before] = await definitionsOf(Roles, [name], session);
    await Roles.updateOne(
      { _id: name },
      { $set: { scopes: scopes && [...new Set(scopes)], updatedAt: new Date() } },
      { session, upsert: true },
    );
    const [after] = await definitionsOf(Roles, [name], session);
    if (!before || !after) throw new Error('a role of the catalogue is not defined');
    const isChanged = named(before.scopes) !== named(after.scopes);
    if (isChanged) await Roles.updateOne({ _id: name }, { $set: { toldUntil: '' } }, { session });
    return { after, isChanged };
  });
  if (change.isChanged) {
    scope.log.info({ role: name, scopes: change.after.scopes, by: callerId(scope.caller) }, 'role changed');
    await tellHolders(scope, name);
  }
  return change.after;
};

function named(scopes: readonly Scope[]): string {
  return scopes.join(' ');
}
