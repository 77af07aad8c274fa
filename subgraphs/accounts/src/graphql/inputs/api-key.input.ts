import { ArrayMaxSize, ArrayMinSize, Matches, MaxLength } from 'class-validator';
import { Field, InputType } from 'type-graphql';

const NOT_BLANK = /\S/; // at least one character that can be seen

/** A key for a machine. */
@InputType({ description: 'A key for a program that acts for itself.' })
export class CreateApiKeyInput {
  @Matches(NOT_BLANK, { message: 'must not be blank' })
  @MaxLength(80)
  @Field(() => String, { description: 'What you call it: at most 80 characters.' })
  name!: string;

  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @MaxLength(64, { each: true })
  @Field(() => [String], { description: 'What it may do, `noun:verb`: of what you may do yourself.' })
  scopes!: string[];

  @Field(() => Date, { description: 'When it ends: within a year.' })
  expiresAt!: Date;
}
