import { Public } from '@orrery/kit';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** The Category entity. */
@Public()
@Directive('@key(fields: "id")')
@ObjectType('Category', {
  description: 'A node of the category tree. A product belongs to one, and through it to all its ancestors.',
})
export class Category {
  @Field(() => ID, { name: 'id', description: "The category's id." })
  _id!: string;

  @Field(() => String, { description: "The category's name." })
  name!: string;

  @Field(() => String, { description: 'The name as part of a URL, unique in the tree.' })
  slug!: string;

  @Field(() => String, { description: 'What belongs here.' })
  description!: string;

  parentId!: string | null;

  ancestorIds!: string[];
}
