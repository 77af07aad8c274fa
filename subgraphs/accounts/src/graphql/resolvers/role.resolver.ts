import { ROLE_DESCRIPTIONS } from '@orrery/contracts';
import { Scopes } from '@orrery/kit';
import { Arg, Ctx, Directive, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { updateRole } from '../../commands/update-role.command.js';
import type { AccountsContext } from '../../context.js';
import { UpdateRoleInput } from '../inputs/role.input.js';
import { RoleDefinition, RoleIsFixed, UpdateRoleResult } from '../types/role-definition.type.js';

/** What roles bring: seen by staff, changed by administrators. */
@Resolver(() => RoleDefinition)
export class RoleResolver {
  @Scopes([['roles:read'], ['roles:write']])
  @Directive('@tag(name: "staff")')
  @Query(() => [RoleDefinition], { description: 'What each role brings. For staff.' })
  roles(@Ctx() { loaders }: AccountsContext) {
    return loaders.roles();
  }

  @FieldResolver(() => String)
  description(@Root() { name }: RoleDefinition) {
    return ROLE_DESCRIPTIONS[name];
  }

  @Scopes([['roles:write']])
  @Directive('@tag(name: "staff")')
  @Mutation(() => UpdateRoleResult, {
    description:
      'Changes what a role brings; access tokens of who has it are turned away, and the next ones say what is so. For administrators.',
  })
  async updateRole(
    @Arg('input', () => UpdateRoleInput, { description: 'The role, and its scopes.' }) input: UpdateRoleInput,
    @Ctx() context: AccountsContext,
  ) {
    const outcome = await context.run(updateRole, { name: input.name, scopes: input.scopes ?? null });
    return outcome === 'ROLE_IS_FIXED' ? new RoleIsFixed() : outcome;
  }
}
