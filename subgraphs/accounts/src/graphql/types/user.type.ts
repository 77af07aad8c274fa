import type { Role } from '@orrery/contracts';
import { connectionType, Public, Scopes } from '@orrery/kit';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import type { AddressDocument } from '../../models/user.model.js';

/** The User entity. Fields that not everybody may read are with their rules in the resolver. */
@Public()
@Directive('@key(fields: "id")')
@Directive('@key(fields: "email")')
@ObjectType('User', {
  description: 'Somebody with an account.',
})
export class User {
  @Field(() => ID, { name: 'id', description: "The user's id." })
  _id!: string;

  @Field(() => String, { description: 'The name that others see, for example beside a review.' })
  displayName!: string;

  @Field(() => Date, { description: 'When the account was made.' })
  createdAt!: Date;

  email!: string;

  roles!: Role[];

  addresses!: AddressDocument[];

  defaultAddressId!: string | null;

  emailVerifiedAt?: Date | null;

  secondFactorSince?: Date | null;
}

/** A page of users. */
export const UserConnection = connectionType(() => User, 'User', 'users', Scopes([['users:read']]));
