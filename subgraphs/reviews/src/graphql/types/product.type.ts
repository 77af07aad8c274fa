import { Public } from '@orrery/kit';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** Catalog's Product, for the fields that reviews adds to it. */
@Public()
@Directive('@key(fields: "id")')
@ObjectType('Product', { description: 'Something that the shop sells.' })
export class Product {
  @Field(() => ID, { description: "The product's id." })
  id!: string;
}
