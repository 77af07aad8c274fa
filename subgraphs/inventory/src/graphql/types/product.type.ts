import { Public } from '@orrery/kit';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';

/** Catalog's size of a product, of which shipping estimates read all. */
@Public()
@ObjectType('ProductDimensions', { description: 'The outer size of a packed product.' })
export class ProductDimensions {
  @Directive('@external')
  @Field(() => Int, { description: 'The length in millimetres.' })
  lengthMm!: number;

  @Directive('@external')
  @Field(() => Int, { description: 'The width in millimetres.' })
  widthMm!: number;

  @Directive('@external')
  @Field(() => Int, { description: 'The height in millimetres.' })
  heightMm!: number;
}

/** Catalog's Product, for the fields that inventory adds to it; weight and size come with @requires only. */
@Public()
@Directive('@key(fields: "id")')
@ObjectType('Product', { description: 'Something that the shop sells.' })
export class Product {
  @Field(() => ID, { description: "The product's id." })
  id!: string;

  @Directive('@external')
  @Field(() => Int, {
    nullable: true,
    description: 'The weight in grams, packed; null when it is not known.',
  })
  weightGrams?: number | null;

  @Directive('@external')
  @Field(() => ProductDimensions, {
    nullable: true,
    description: 'The size, packed; null when it is not known.',
  })
  dimensions?: ProductDimensions | null;
}
