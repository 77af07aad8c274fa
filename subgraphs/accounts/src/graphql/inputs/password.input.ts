import { Length, MaxLength } from 'class-validator';
import { Field, InputType } from 'type-graphql';
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from '../../domain/password.js';

const MAX_SECRET_LENGTH = 1_024;
const NEW_PASSWORD = `The new password: ${MIN_PASSWORD_LENGTH} to ${MAX_PASSWORD_LENGTH} characters, whichever you like.`;

/** Who wants a new password. */
@InputType({ description: 'Whose password is forgotten.' })
export class RequestPasswordResetInput {
  @Length(1, 254)
  @Field(() => String, { description: "The account's email address, in any case." })
  email!: string;
}

/** A new password by a token. */
@InputType({ description: 'A new password, by what a mail brought.' })
export class ResetPasswordInput {
  @MaxLength(MAX_SECRET_LENGTH)
  @Field(() => String, { description: 'The token of the mail.' })
  token!: string;

  @Length(MIN_PASSWORD_LENGTH, MAX_PASSWORD_LENGTH)
  @Field(() => String, { description: NEW_PASSWORD })
  newPassword!: string;
}

/** A new password by the old one. */
@InputType({ description: 'A new password, in the place of the old one.' })
export class ChangePasswordInput {
  @MaxLength(MAX_SECRET_LENGTH)
  @Field(() => String, { description: 'The password of now.' })
  oldPassword!: string;

  @Length(MIN_PASSWORD_LENGTH, MAX_PASSWORD_LENGTH)
  @Field(() => String, { description: NEW_PASSWORD })
  newPassword!: string;
}
