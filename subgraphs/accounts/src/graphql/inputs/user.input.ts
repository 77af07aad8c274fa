import { ArrayMinSize, IsEmail, Length, Matches, MaxLength } from 'class-validator';
import { Field, ID, InputType } from 'type-graphql';
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from '../../domain/password.js';
import { Role } from '../types/role.enum.js';

const NOT_BLANK = /\S/; // at least one character that can be seen

/** Who registers. */
@InputType({ description: 'A new account.' })
export class RegisterInput {
  @IsEmail()
  @MaxLength(254)
  @Field(() => String, { description: 'The email address: one account each, whatever its case.' })
  email!: string;

  @Matches(NOT_BLANK, { message: 'must not be blank' })
  @MaxLength(80)
  @Field(() => String, { description: 'The name that others see: at most 80 characters.' })
  displayName!: string;

  @Length(MIN_PASSWORD_LENGTH, MAX_PASSWORD_LENGTH)
  @Field(() => String, {
    description: `The password: ${MIN_PASSWORD_LENGTH} to ${MAX_PASSWORD_LENGTH} characters, whichever you like.`,
  })
  password!: string;
}

/** Changes to a profile. */
@InputType({ description: 'What to change about your profile: what is absent stays as it is.' })
export class UpdateProfileInput {
  @Matches(NOT_BLANK, { message: 'must not be blank' })
  @MaxLength(80)
  @Field(() => String, {
    nullable: true,
    description: 'A new name for others to see: at most 80 characters.',
  })
  displayName?: string | null;
}

/** Roles for a user. */
@InputType({ description: 'The roles that a user shall have.' })
export class AssignRolesInput {
  @Field(() => ID, { description: 'The user.' })
  userId!: string;

  @ArrayMinSize(1)
  @Field(() => [Role], { description: 'Every role, in place of those that the user has: at least one.' })
  roles!: Role[];
}
