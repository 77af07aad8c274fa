import { Owner } from '@orrery/kit';
import { Field, ID, ObjectType } from 'type-graphql';

/** A machine's key, without what proves it. */
@Owner<ApiKey>(({ userId }) => userId, { orScopes: ['keys:manage'] })
@ObjectType('ApiKey', { description: 'A key of yours by which a program gets tokens.' })
export class ApiKey {
  @Field(() => ID, {
    name: 'id',
    description: "The key's id: its tokens have it in their `sub`, as `key:ID`.",
  })
  _id!: string;

  @Field(() => String, { description: 'What you call it.' })
  name!: string;

  @Field(() => String, { description: 'What the key begins with.' })
  prefix!: string;

  @Field(() => [String], { description: 'What it may do, as far as you may do it yourself.' })
  scopes!: string[];

  @Field(() => Date, { description: 'When you made it.' })
  createdAt!: Date;

  @Field(() => Date, { description: 'When it ends by itself.' })
  expiresAt!: Date;

  @Field(() => Date, { nullable: true, description: 'When it was exchanged for a token last.' })
  lastUsedAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'When it was revoked; null while it was not.' })
  revokedAt!: Date | null;

  userId!: string;
}
