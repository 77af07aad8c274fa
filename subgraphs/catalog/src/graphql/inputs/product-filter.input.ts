import { PageArgs } from '@orrery/kit';
import { ArrayMaxSize, MaxLength, ValidateNested } from 'class-validator';
import { ArgsType, Field, ID, InputType, Int, registerEnumType } from 'type-graphql';

/** The orders in which products can be listed. */
export enum ProductSort {
  NAME = 'NAME',
  NAME_DESC = 'NAME_DESC',
  NEWEST = 'NEWEST',
  PRICE_ASC = 'PRICE_ASC',
  PRICE_DESC = 'PRICE_DESC',
}
registerEnumType(ProductSort, {
  name: 'ProductSort',
  description: 'The order of a list of products.',
  valuesConfig: {
    NAME: { description: 'By name, A to Z.' },
    NAME_DESC: { description: 'By name, Z to A.' },
    NEWEST: { description: 'The newest first.' },
    PRICE_ASC: { description: 'The cheapest first.' },
    PRICE_DESC: { description: 'The dearest first.' },
  },
});

/** A filter on one attribute. */
@InputType({ description: 'Products whose attribute has one of these values.' })
export class AttributeFilterInput {
  @MaxLength(100)
  @Field(() => String, { description: "The attribute's name: colour." })
  name!: string;

  @ArrayMaxSize(50)
  @Field(() => [String], { description: 'The values, any of which will do.' })
  values!: string[];
}

/** A filter on products. */
@InputType({ description: 'Which products: every part that is given must hold.' })
export class ProductFilterInput {
  @MaxLength(200)
  @Field(() => String, {
    nullable: true,
    description:
      'Words that must all occur in name, brand, category, tags or description; the last may be the beginning of one.',
  })
  text?: string | null;

  @Field(() => ID, { nullable: true, description: 'Products of this category and of all its descendants.' })
  categoryId?: string | null;

  @ArrayMaxSize(50)
  @Field(() => [ID], { nullable: true, description: 'Products of any of these brands.' })
  brandIds?: string[] | null;

  @Field(() => Int, { nullable: true, description: 'The lowest price, in minor units, inclusive.' })
  minPriceMinor?: number | null;

  @Field(() => Int, { nullable: true, description: 'The highest price, in minor units, inclusive.' })
  maxPriceMinor?: number | null;

  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Field(() => [AttributeFilterInput], { nullable: true, description: 'Filters on attributes.' })
  attributes?: AttributeFilterInput[] | null;
}

/** The arguments of a list of products. */
@ArgsType()
export class ProductListArgs extends PageArgs {
  @ValidateNested()
  @Field(() => ProductFilterInput, {
    nullable: true,
    description: 'Which products; all that are on sale when absent.',
  })
  filter?: ProductFilterInput | null;

  @Field(() => ProductSort, { defaultValue: ProductSort.NAME, description: 'In which order.' })
  sort: ProductSort = ProductSort.NAME;
}
