import { Public } from '@orrery/kit';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** The Brand entity. */
@Public()
@Directive('@key(fields: "id")')
@ObjectType('Brand', { description: 'Who makes a product.' })
export class Brand {
  @Field(() => ID, { name: 'id', description: "The brand's id." })
  _id!: string;

  @Field(() => String, { description: "The brand's name." })
  name!: string;

  @Field(() => String, { description: 'The name as part of a URL.' })
  slug!: string;
}
