import { connectionType, Money, Public } from '@orrery/kit';
import { Directive, Field, Float, ID, Int, ObjectType, registerEnumType } from 'type-graphql';

/** Whether a product can be bought. */
export enum ProductStatus {
  ACTIVE = 'ACTIVE',
  ARCHIVED = 'ARCHIVED',
}
registerEnumType(ProductStatus, {
  name: 'ProductStatus',
  description: 'Whether a product is on sale.',
  valuesConfig: {
    ACTIVE: { description: 'On sale: found by searches.' },
    ARCHIVED: { description: 'No longer on sale: kept for the orders that name it, not found by searches.' },
  },
});

/** A product's outer size. */
@Public()
@ObjectType('ProductDimensions', { description: 'The outer size of a packed product.' })
export class ProductDimensions {
  @Field(() => Int, { description: 'The length in millimetres.' })
  lengthMm!: number;

  @Field(() => Int, { description: 'The width in millimetres.' })
  widthMm!: number;

  @Field(() => Int, { description: 'The height in millimetres.' })
  heightMm!: number;
}

/** A named property of a product. */
@Public()
@ObjectType('ProductAttribute', { description: 'A named property of a product, such as its colour.' })
export class ProductAttribute {
  @Field(() => String, { description: "The property's name: colour." })
  name!: string;

  @Field(() => String, { description: "The property's value: green." })
  value!: string;
}

/** The Product entity. */
@Public()
@Directive('@key(fields: "id")')
@Directive('@key(fields: "sku")')
@Directive('@key(fields: "slug")')
@ObjectType('Product', { description: 'Something that the shop sells.' })
export class Product {
  @Field(() => ID, { name: 'id', description: "The product's id." })
  _id!: string;

  @Field(() => String, {
    description: 'The stock keeping unit: the code that people in shop and warehouse use. Never changes.',
  })
  sku!: string;

  @Field(() => String, { description: 'The name as part of a URL.' })
  slug!: string;

  @Field(() => String, { description: "The product's name." })
  name!: string;

  @Field(() => String, { description: 'What it is, in a few sentences.' })
  description!: string;

  @Field(() => Money, {
    description: 'The price of one, today. An order keeps the price that it was placed at.',
  })
  price!: Money;

  @Field(() => Float, {
    nullable: true,
    description: 'The price of one in major units.',
    deprecationReason: 'A fraction is no place for money: use price { amountMinor currency }.',
  })
  priceAmount(): number {
    return this.price.amountMinor / 100;
  }

  @Field(() => Int, {
    nullable: true,
    description: 'The weight in grams, packed; null when it is not known.',
  })
  weightGrams!: number | null;

  @Field(() => ProductDimensions, {
    nullable: true,
    description: 'The size, packed; null when it is not known.',
  })
  dimensions!: ProductDimensions | null;

  @Field(() => [ProductAttribute], { description: 'Its named properties.' })
  attributes!: ProductAttribute[];

  @Field(() => [String], { description: 'Free words that the shop files it under.' })
  tags!: string[];

  @Field(() => ProductStatus, { description: 'Whether it is on sale.' })
  status!: ProductStatus;

  @Field(() => Date, { description: 'When it came into the catalog.' })
  createdAt!: Date;

  @Field(() => Date, { description: 'When it was last changed.' })
  updatedAt!: Date;

  brandId!: string;

  categoryId!: string;
}

/** A page of products. */
export const ProductConnection = connectionType(() => Product, 'Product', 'products', Public());
