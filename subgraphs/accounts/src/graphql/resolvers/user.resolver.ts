import { Authenticated, Owner, PageArgs, Public, pageRequest, Scopes, toConnection } from '@orrery/kit';
import { Arg, Args, Ctx, Directive, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { assignRoles } from '../../commands/assign-roles.command.js';
import { register } from '../../commands/register.command.js';
import { updateProfile } from '../../commands/update-profile.command.js';
import type { AccountsContext } from '../../context.js';
import { normalizeEmail } from '../../domain/email.js';
import { AssignRolesInput, RegisterInput, UpdateProfileInput } from '../inputs/user.input.js';
import { Address } from '../types/address.type.js';
import { Role } from '../types/role.enum.js';
import { User, UserConnection } from '../types/user.type.js';
import { AssignRolesResult, EmailTaken, OwnAdminRole, RegisterResult } from '../types/user-results.type.js';

/** Users: reading them by the rules of privacy, and changing them. */
@Resolver(() => User)
export class UserResolver {
  @Public()
  @Query(() => User, { nullable: true, description: 'Who you are; null without a token.' })
  me(@Ctx() { caller, loaders }: AccountsContext) {
    return caller.kind === 'user' ? loaders.userById.load(caller.userId) : null;
  }

  @Public()
  @Query(() => User, { nullable: true, description: 'The user with this id; null when there is none.' })
  user(
    @Arg('id', () => ID, { description: "The user's id." }) id: string,
    @Ctx() { loaders }: AccountsContext,
  ) {
    return loaders.userById.load(id);
  }

  @Scopes([['users:read']])
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

  @Scopes([['users:read']])
  @Directive('@tag(name: "staff")')
  @Query(() => UserConnection, { description: 'All users, the newest first. For support.' })
  async users(@Args(() => PageArgs) args: PageArgs, @Ctx() { loaders }: AccountsContext) {
    return toConnection(await loaders.userPage(pageRequest(args)), loaders.userCount);
  }

  @Owner<User>(({ _id }) => _id, { orScopes: ['users:read'] })
  @FieldResolver(() => String, {
    nullable: true,
    description: 'The email address, in lower case; null unless you are the user, or support.',
  })
  email(@Root() { email }: User) {
    return email;
  }

  @Owner<User>(({ _id }) => _id, { orScopes: ['roles:read'] })
  @FieldResolver(() => [Role], {
    nullable: true,
    description:
      'What the user may be; null unless you are the user, or staff. A token has those of its making.',
  })
  roles(@Root() { roles }: User) {
    return roles;
  }

  @Owner<User>(({ _id }) => _id, { orScopes: ['users:read'] })
  @FieldResolver(() => [Address], {
    nullable: true,
    description: 'The address book, oldest first; null unless you are the user, or support.',
  })
  addresses(@Root() user: User) {
    return user.addresses.map((address) => ({
      ...address,
      isDefault: address._id === user.defaultAddressId,
    }));
  }

  @Public()
  @Mutation(() => RegisterResult, { description: 'Makes an account. It is a customer.' })
  async register(
    @Arg('input', () => RegisterInput, { description: 'The account.' }) input: RegisterInput,
    @Ctx() context: AccountsContext,
  ) {
    const user = await context.run(register, input);
    return user === 'EMAIL_TAKEN' ? new EmailTaken() : user;
  }

  @Authenticated()
  @Mutation(() => User, { description: 'Changes your profile.' })
  updateProfile(
    @Arg('input', () => UpdateProfileInput, { description: 'The changes.' }) input: UpdateProfileInput,
    @Ctx() context: AccountsContext,
  ) {
    return context.run(updateProfile, input);
  }

  @Scopes([['roles:assign']])
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
