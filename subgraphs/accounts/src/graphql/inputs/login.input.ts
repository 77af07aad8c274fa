import { MaxLength } from 'class-validator';
import { Field, InputType } from 'type-graphql';

const MAX_EMAIL_LENGTH = 254;
const MAX_SECRET_LENGTH = 1_024;

/** Credentials. */
@InputType({ description: 'What you show to log in.' })
export class LoginInput {
  @MaxLength(MAX_EMAIL_LENGTH)
  @Field(() => String, { description: 'The email address, in any case.' })
  email!: string;

  @MaxLength(MAX_SECRET_LENGTH)
  @Field(() => String, { description: 'The password.' })
  password!: string;

  @MaxLength(MAX_SECRET_LENGTH)
  @Field(() => String, {
    nullable: true,
    description: 'The code of your authenticator, or a recovery code: when the account asks for one.',
  })
  code?: string | null;
}
