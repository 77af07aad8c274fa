import { Scopes } from '@orrery/kit';
import { Directive, Field, ObjectType } from 'type-graphql';

/** Credentials that were taken back. */
@Scopes([['tokens:watch']])
@Directive('@inaccessible')
@ObjectType('Revocation', {
  description: 'Credentials that were taken back: tokens of before `at` are void.',
})
export class Revocation {
  @Field({ description: "The user's id; a machine that is nobody's has its own here." })
  userId!: string;

  @Field({ description: 'Whether it is all access tokens of the user.' })
  everything!: boolean;

  @Field(() => [String], { description: 'The sessions that are over: `sid` of access tokens.' })
  sessionIds!: string[];

  @Field(() => [String], { description: 'The machines that are turned away: `sub` of their tokens.' })
  clientIds!: string[];

  @Field(() => String, { nullable: true, description: 'The session that `everything` leaves out.' })
  exceptSessionId!: string | null;

  @Field(() => Date, { description: 'Tokens that were issued until then are void.' })
  at!: Date;
}

/** What was taken back since a time. */
@Scopes([['tokens:watch']])
@Directive('@inaccessible')
@ObjectType('RevokedCredentials', { description: 'What was taken back since a time.' })
export class RevokedCredentials {
  @Field(() => Date, { description: "The subgraph's clock: what to ask by the next time, less a minute." })
  now!: Date;

  @Field(() => [Revocation], { description: 'In the order of their times.' })
  revocations!: Revocation[];
}
