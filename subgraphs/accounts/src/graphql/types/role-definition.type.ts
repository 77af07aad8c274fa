import { MutationError, resultUnion, Scopes } from '@orrery/kit';
import { Field, ObjectType } from 'type-graphql';
import { Role } from './role.enum.js';

/** What a role is here. */
@Scopes([['roles:read'], ['roles:write']])
@ObjectType('RoleDefinition', { description: 'What a role is in this installation.' })
export class RoleDefinition {
  @Field(() => Role, { description: 'The role.' })
  name!: Role;

  @Field(() => String, { description: 'Whose it is, in words.' })
  description!: string;

  @Field(() => [String], { description: 'What it brings: the scopes of the tokens of who has it.' })
  scopes!: string[];

  @Field(() => Boolean, { description: 'Whether it brings what it comes with.' })
  isDefault!: boolean;
}

/** The outcome of changing what nobody may. */
@ObjectType({
  implements: MutationError,
  description: 'Administrators keep every scope, or nobody could give it back; and everybody is a customer.',
})
export class RoleIsFixed extends MutationError {
  override code = 'ROLE_IS_FIXED';
  override message = 'What administrators and customers may do cannot be changed.';
}

/** What updateRole answers. */
export const UpdateRoleResult = resultUnion(
  'UpdateRoleResult',
  'The role as it is now, or why it stays as it was.',
  RoleDefinition,
  [RoleIsFixed],
);
