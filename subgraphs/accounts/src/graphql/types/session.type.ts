import { Owner } from '@orrery/kit';
import { Field, ID, ObjectType } from 'type-graphql';

/** A login of a user's. */
@Owner<Session>(({ userId }) => userId)
@ObjectType('Session', { description: 'A login of yours that can still get tokens.' })
export class Session {
  @Field(() => ID, { name: 'id', description: "The session's id: the `sid` of its access tokens." })
  _id!: string;

  @Field(() => String, { nullable: true, description: 'What the program called itself that logged in.' })
  agent!: string | null;

  @Field(() => Date, { description: 'When you logged in.' })
  createdAt!: Date;

  @Field(() => Date, { description: 'When it got a token last.' })
  lastUsedAt!: Date;

  userId!: string;
}
