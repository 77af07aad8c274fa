import { Public } from '@orrery/kit';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** Accounts' User, for the fields that orders adds to it. */
@Public()
@Directive('@key(fields: "id")')
@ObjectType('User', { description: 'Somebody with an account.' })
export class User {
  @Field(() => ID, { description: "The user's id." })
  id!: string;
}
