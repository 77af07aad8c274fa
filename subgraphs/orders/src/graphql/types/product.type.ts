import { Money, Public } from '@orrery/kit';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** Catalog's Product, which lines point at; its price comes with @requires only. */
@Public()
@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('Product', { description: 'Something that the shop sells.' })
export class Product {
  @Field(() => ID, { description: "The product's id." })
  id!: string;

  @Directive('@external')
  @Field(() => Money, {
    description: 'The price of one, today. An order keeps the price that it was placed at.',
  })
  price?: Money;
}
