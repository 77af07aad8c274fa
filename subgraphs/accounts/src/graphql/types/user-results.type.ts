import { MutationError, resultUnion } from '@orrery/kit';
import { ObjectType } from 'type-graphql';
import { MAX_ADDRESSES } from '../../domain/address.js';
import { User } from './user.type.js';

/** The outcome of registering with an email address that has an account. */
@ObjectType({ implements: MutationError, description: 'There is an account with this email address.' })
export class EmailTaken extends MutationError {
  override code = 'EMAIL_TAKEN';
  override message = 'There is an account with this email address.';
}

/** The outcome of adding one address too many. */
@ObjectType({
  implements: MutationError,
  description: `The user has ${MAX_ADDRESSES} addresses already: one must go before another can come.`,
})
export class AddressBookFull extends MutationError {
  override code = 'ADDRESS_BOOK_FULL';
  override message = `You have ${MAX_ADDRESSES} addresses already: remove one first.`;
}

/** The outcome of an administrator's attempt to give up the role. */
@ObjectType({
  implements: MutationError,
  description: 'Administrators cannot take ADMIN from themselves: another one has to.',
})
export class OwnAdminRole extends MutationError {
  override code = 'OWN_ADMIN_ROLE';
  override message = 'You cannot take ADMIN from yourself: ask another administrator to.';
}

/** What register answers. */
export const RegisterResult = resultUnion('RegisterResult', 'The new user, or why there is none.', User, [
  EmailTaken,
]);

/** What addAddress answers. */
export const AddAddressResult = resultUnion(
  'AddAddressResult',
  'The user with the new address, or why it was not added.',
  User,
  [AddressBookFull],
);

/** What assignRoles answers. */
export const AssignRolesResult = resultUnion(
  'AssignRolesResult',
  'The user with the new roles, or why they were not given.',
  User,
  [OwnAdminRole],
);
