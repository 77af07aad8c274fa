import { ArrayMaxSize, MaxLength } from 'class-validator';
import { Field, InputType } from 'type-graphql';
import { Role } from '../types/role.enum.js';

/** What a role shall bring. */
@InputType({ description: 'What a role shall bring.' })
export class UpdateRoleInput {
  @Field(() => Role, { description: 'The role.' })
  name!: Role;

  @ArrayMaxSize(100)
  @MaxLength(64, { each: true })
  @Field(() => [String], {
    nullable: true,
    description: 'Every scope, in place of those that it brings; null for those that it comes with.',
  })
  scopes?: string[] | null;
}
