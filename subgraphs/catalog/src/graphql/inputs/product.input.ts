import {
  ArrayMaxSize,
  IsISO4217CurrencyCode,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { MAX_PRICE_MINOR } from '../../domain/price.js';

/** An amount of money as input. */
@InputType({ description: 'An amount of money.' })
export class MoneyInput {
  @Min(0)
  @Max(MAX_PRICE_MINOR)
  @Field(() => Int, { description: "The amount in the currency's minor units: 1999 is 19.99 EUR." })
  amountMinor!: number;

  @IsISO4217CurrencyCode()
  @Field(() => String, { description: 'The currency, as an ISO 4217 code: EUR.' })
  currency!: string;
}

/** A size as input. */
@InputType({ description: 'The outer size of a packed product.' })
export class DimensionsInput {
  @Min(1)
  @Max(100_000)
  @Field(() => Int, { description: 'The length in millimetres.' })
  lengthMm!: number;

  @Min(1)
  @Max(100_000)
  @Field(() => Int, { description: 'The width in millimetres.' })
  widthMm!: number;

  @Min(1)
  @Max(100_000)
  @Field(() => Int, { description: 'The height in millimetres.' })
  heightMm!: number;
}

/** An attribute as input. */
@InputType({ description: 'A named property of a product.' })
export class AttributeInput {
  @Length(1, 100)
  @Field(() => String, { description: "The property's name: colour." })
  name!: string;

  @Length(1, 200)
  @Field(() => String, { description: "The property's value: green." })
  value!: string;
}

/** A new product. */
@InputType({ description: 'A product to put into the catalog.' })
export class CreateProductInput {
  @Matches(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, {
    message: 'must be 1 to 64 letters, digits, dots, dashes or underscores',
  })
  @Field(() => String, { description: 'The stock keeping unit: unique, and never changed.' })
  sku!: string;

  @Length(1, 200)
  @Field(() => String, { description: "The product's name." })
  name!: string;

  @MaxLength(10_000)
  @Field(() => String, { description: 'What it is, in a few sentences.' })
  description!: string;

  @Field(() => ID, { description: 'The brand that makes it.' })
  brandId!: string;

  @Field(() => ID, { description: 'The category that it belongs to.' })
  categoryId!: string;

  @ValidateNested()
  @Field(() => MoneyInput, { description: 'The price of one.' })
  price!: MoneyInput;

  @Min(1)
  @Max(10_000_000)
  @Field(() => Int, { nullable: true, description: 'The weight in grams, packed.' })
  weightGrams?: number | null;

  @ValidateNested()
  @Field(() => DimensionsInput, { nullable: true, description: 'The size, packed.' })
  dimensions?: DimensionsInput | null;

  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Field(() => [AttributeInput], { defaultValue: [], description: 'Its named properties.' })
  attributes!: AttributeInput[];

  @ArrayMaxSize(50)
  @MaxLength(50, { each: true })
  @Field(() => [String], { defaultValue: [], description: 'Free words that the shop files it under.' })
  tags!: string[];
}

/** Changes to a product. */
@InputType({ description: 'What to change about a product: what is absent stays as it is.' })
export class UpdateProductInput {
  @Field(() => ID, { description: 'The product to change.' })
  id!: string;

  @Length(1, 200)
  @Field(() => String, { nullable: true, description: 'A new name; the slug stays, so that links do.' })
  name?: string;

  @MaxLength(10_000)
  @Field(() => String, { nullable: true, description: 'A new description.' })
  description?: string;

  @ValidateNested()
  @Field(() => MoneyInput, { nullable: true, description: 'A new price.' })
  price?: MoneyInput;

  @Field(() => ID, { nullable: true, description: 'Another category.' })
  categoryId?: string;

  @Min(1)
  @Max(10_000_000)
  @Field(() => Int, { nullable: true, description: 'A new weight in grams, packed.' })
  weightGrams?: number;

  @ValidateNested()
  @Field(() => DimensionsInput, { nullable: true, description: 'A new size, packed.' })
  dimensions?: DimensionsInput;

  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Field(() => [AttributeInput], { nullable: true, description: 'New properties, in place of all old ones.' })
  attributes?: AttributeInput[];

  @ArrayMaxSize(50)
  @MaxLength(50, { each: true })
  @Field(() => [String], { nullable: true, description: 'New words, in place of all old ones.' })
  tags?: string[];
}
