import { MaxLength } from 'class-validator';
import { Field, InputType } from 'type-graphql';

const MAX_SECRET_LENGTH = 1_024;

/** What turns a second factor on. */
@InputType({ description: 'What shows that your authenticator has the secret.' })
export class ConfirmSecondFactorInput {
  @MaxLength(MAX_SECRET_LENGTH)
  @Field(() => String, { description: 'The code that the authenticator shows now.' })
  code!: string;
}

/** What turns a second factor off. */
@InputType({ description: 'What shows again that it is you: one of both is enough.' })
export class RemoveSecondFactorInput {
  @MaxLength(MAX_SECRET_LENGTH)
  @Field(() => String, { nullable: true, description: 'Your password.' })
  password?: string | null;

  @MaxLength(MAX_SECRET_LENGTH)
  @Field(() => String, { nullable: true, description: 'A code of your authenticator, or a recovery code.' })
  code?: string | null;
}
