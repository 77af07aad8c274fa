import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { Scopes } from '../graphql/access/decorators.js';
import { connectionType } from '../graphql/connection.js';

/** One thing that somebody did, as a service recorded it. Each service has this type. */
@Scopes([['audit:read']])
@Directive('@shareable')
@ObjectType({ description: 'One thing that somebody did in a service.' })
export class AuditRecord {
  @Field(() => Date, { description: 'When.' })
  at!: Date;

  @Field(() => String, { description: "The request's id, as logs have it." })
  requestId!: string;

  @Field(() => String, { description: "The command's name: shipOrder." })
  command!: string;

  @Field(() => String, { description: 'Who: user, machine or anonymous.' })
  actorKind!: string;

  @Field(() => String, {
    nullable: true,
    description: "The user's or the machine's id; null for who sent no token.",
  })
  actorId!: string | null;

  @Field(() => [String], { description: 'The roles that the actor had.' })
  actorRoles!: readonly string[];

  @Field(() => [ID], { description: 'What it was done to, and with: every id in its input and result.' })
  entityIds!: readonly string[];
}

/** A page of what was done. */
export const AuditRecordConnection = connectionType(
  () => AuditRecord,
  'AuditRecord',
  'records of what was done',
  Scopes([['audit:read']]),
  '@shareable',
);
