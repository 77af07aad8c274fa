import type { Role as RoleName } from '@orrery/contracts';
import { PageArgs, pageRequest, toConnection } from '@orrery/kit';
import { isOwnerOr } from '@orrery/runtime';
import {
  Arg,
  Args,
  Authorized,
  Ctx,
  Directive,
  FieldResolver,
  ID,
  Mutation,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { assignRoles } from '../../commands/assign-roles.command.js';
import { register } from '../../commands/register.command.js';
import { updateProfile } from '../../commands/update-profile.command.js';
import type { AccountsContext } from '../../context.js';
import { normalizeEmail } from '../../domain/email.js';
import { STAFF_ROLES } from '../../domain/roles.js';
import { AssignRolesInput, RegisterInput, UpdateProfileInput } from '../inputs/user.input.js';
import { Address } from '../types/address.type.js';
import { Role } from '../types/role.enum.js';
import { User, UserConnection } from '../types/user.type.js';
import { AssignRolesResult, EmailTaken, OwnAdminRole, RegisterResult } from '../types/user-results.type.js';

/** Users: reading them by the rules of privacy, and changing them. */
@Resolver(() => User)
export class UserResolver {
  @Query(() => User, { nullable: true, description: 'Who you are; null without a token.' })
  me(@Ctx() { caller, loaders }: AccountsContext) {
    return caller.kind === 'user' ? loaders.userById.load(caller.userId) : null;
  }

  @Query(() => User, { nullable: true, description: 'The user with this id; null when there is none.' })
  user(
    @Arg('id', () => ID, { description: "The user's id." }) id: string,
    @Ctx() { loaders }: AccountsContext,
  ) {
    return loaders.userById.load(id);
  }

  @Authorized<RoleName>('SUPPORT')
  @Directive('@tag(name: "staff")')
  @Query(() => User, {
    nullable: true,
    description: 'The user with this email address, whatever its case; null when there is none. For support.',
  })
  userByEmail(
    @Arg('email', () => String, { description: 'The email address.' }) email: string,
    @Ctx() { loaders }: AccountsContext,
  ) {
    return loaders.userByEmail.load(normalizeEmail(email));
  }

  @Authorized<RoleName>('SUPPORT')
  @Directive('@tag(name: "staff")')
  @Query(() => UserConnection, { description: 'All users, the newest first. For support.' })
  async users(@Args(() => PageArgs) args: PageArgs, @Ctx() { loaders }: AccountsContext) {
    return toConnection(await loaders.userPage(pageRequest(args)), loaders.userCount);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'The email address, in lower case; null unless you are the user, or support.',
  })
  email(@Root() user: User, @Ctx() { caller }: AccountsContext) {
    return isOwnerOr(caller, user._id, 'SUPPORT') ? user.email : null;
  }

  @FieldResolver(() => [Role], {
    nullable: true,
    description:
      'What the user may be; null unless you are the user, or staff. A token has those of its making.',
  })
  roles(@Root() user: User, @Ctx() { caller }: AccountsContext) {
    return isOwnerOr(caller, user._id, ...STAFF_ROLES) ? user.roles : null;
  }

  @FieldResolver(() => [Address], {
    nullable: true,
    description: 'The address book, oldest first; null unless you are the user, or support.',
  })
  addresses(@Root() user: User, @Ctx() { caller }: AccountsContext) {
    if (!isOwnerOr(caller, user._id, 'SUPPORT')) return null;
    return user.addresses.map((address) => ({
      ...address,
      isDefault: address._id === user.defaultAddressId,
    }));
  }

  @Mutation(() => RegisterResult, { description: 'Makes an account. It is a customer.' })
  async register(
    @Arg('input', () => RegisterInput, { description: 'The account.' }) input: RegisterInput,
    @Ctx() context: AccountsContext,
  ) {
    const user = await context.run(register, input);
    return user === 'EMAIL_TAKEN' ? new EmailTaken() : user;
  }

  @Authorized()
  @Mutation(() => User, { description: 'Changes your profile.' })
  updateProfile(
    @Arg('input', () => UpdateProfileInput, { description: 'The changes.' }) input: UpdateProfileInput,
    @Ctx() context: AccountsContext,
  ) {
    return context.run(updateProfile, input);
  }

  @Authorized<RoleName>('ADMIN')
  @Directive('@tag(name: "staff")')
  @Mutation(() => AssignRolesResult, {
    description: 'Gives a user roles; they hold from the next token on. For administrators.',
  })
  async assignRoles(
    @Arg('input', () => AssignRolesInput, { description: 'Who, and which roles.' }) input: AssignRolesInput,
    @Ctx() context: AccountsContext,
  ) {
    const user = await context.run(assignRoles, input);
    return user === 'OWN_ADMIN_ROLE' ? new OwnAdminRole() : user;
  }
}
