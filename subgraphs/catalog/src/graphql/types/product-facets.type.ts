import { Public } from '@orrery/kit';
import { Field, Int, ObjectType } from 'type-graphql';
import { Brand } from './brand.type.js';
import { Category } from './category.type.js';

/** A brand of a result. */
@Public()
@ObjectType('BrandFacet', { description: 'A brand that occurs in a search, and how often.' })
export class BrandFacet {
  @Field(() => Brand, { description: 'The brand.' })
  brand!: Brand;

  @Field(() => Int, { description: 'How many products of the search it has.' })
  count!: number;
}

/** A category of a result. */
@Public()
@ObjectType('CategoryFacet', { description: 'A category that occurs in a search, and how often.' })
export class CategoryFacet {
  @Field(() => Category, { description: 'The category.' })
  category!: Category;

  @Field(() => Int, { description: 'How many products of the search it and its descendants have.' })
  count!: number;
}

/** A value of an attribute. */
@Public()
@ObjectType('AttributeValueFacet', { description: 'A value of an attribute, and how often it occurs.' })
export class AttributeValueFacet {
  @Field(() => String, { description: 'The value: green.' })
  value!: string;

  @Field(() => Int, { description: 'How many products of the search have it.' })
  count!: number;
}

/** An attribute of a result. */
@Public()
@ObjectType('AttributeFacet', { description: 'An attribute that occurs in a search, with its values.' })
export class AttributeFacet {
  @Field(() => String, { description: "The attribute's name: colour." })
  name!: string;

  @Field(() => [AttributeValueFacet], { description: 'Its values, the most frequent first.' })
  values!: AttributeValueFacet[];
}

/** The span of prices in a result. */
@Public()
@ObjectType('PriceFacet', { description: 'The span of prices in a search.' })
export class PriceFacet {
  @Field(() => Int, { description: 'The lowest price, in minor units.' })
  minMinor!: number;

  @Field(() => Int, { description: 'The highest price, in minor units.' })
  maxMinor!: number;
}

/** The facets of a search. */
@Public()
@ObjectType('ProductFacets', {
  description:
    'By what a search can be narrowed. Each facet leaves its own filter out, so that a second choice can join the first.',
})
export class ProductFacetsType {
  @Field(() => [BrandFacet], { description: 'Brands, the most frequent first.' })
  brands!: BrandFacet[];

  @Field(() => [CategoryFacet], { description: 'Categories, the most frequent first.' })
  categories!: CategoryFacet[];

  @Field(() => [AttributeFacet], { description: 'Attributes by name.' })
  attributes!: AttributeFacet[];

  @Field(() => PriceFacet, { nullable: true, description: 'The span of prices; null when nothing is found.' })
  price!: PriceFacet | null;
}
