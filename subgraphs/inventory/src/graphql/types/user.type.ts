import { Public } from '@orrery/kit';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** Accounts' User, which inventory only points at. */
@Public()
@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('User', { description: 'Somebody with an account.' })
export class User {
  @Field(() => ID, { description: "The user's id." })
  id!: string;
}
