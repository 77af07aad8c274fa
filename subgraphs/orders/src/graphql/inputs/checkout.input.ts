import {
  ArrayMaxSize,
  ArrayMinSize,
  IsISO4217CurrencyCode,
  IsISO31661Alpha2,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';

const MAX_AMOUNT_MINOR = 2_000_000_000;

/** The total that a customer saw. */
@InputType({ description: 'The total that the customer saw.' })
export class ExpectedTotalInput {
  @Min(0)
  @Max(MAX_AMOUNT_MINOR)
  @Field(() => Int, { description: "The amount in the currency's minor units: 1999 is 19.99 EUR." })
  amountMinor!: number;

  @Matches(/^[A-Z]{3}$/, { message: 'must be three capital letters' })
  @IsISO4217CurrencyCode()
  @Field(() => String, { description: 'The currency, as an ISO 4217 code: EUR.' })
  currency!: string;
}

/** Where an order goes. */
@InputType({ description: 'Where an order is to go.' })
export class ShippingAddressInput {
  @Length(1, 200)
  @Field(() => String, { description: 'Who receives it.' })
  recipient!: string;

  @ArrayMinSize(1)
  @ArrayMaxSize(4)
  @Length(1, 200, { each: true })
  @Field(() => [String], { description: 'Street and number, one to four lines.' })
  lines!: string[];

  @Length(1, 20)
  @Field(() => String, { description: 'The postal code.' })
  postalCode!: string;

  @Length(1, 100)
  @Field(() => String, { description: 'The town.' })
  city!: string;

  @Matches(/^[A-Z]{2}$/, { message: 'must be two capital letters' })
  @IsISO31661Alpha2()
  @Field(() => String, { description: 'The country, as an ISO 3166-1 alpha-2 code: DE.' })
  country!: string;
}

/** An order to place. */
@InputType({ description: 'What makes an order of your cart.' })
export class CheckoutInput {
  @Length(8, 100)
  @Field(() => String, {
    description:
      'A name of your own for this order, 8 to 100 characters: sending it again, for a week, gets the same order, never a second one.',
  })
  idempotencyKey!: string;

  @Field(() => ID, { description: 'Your cart.' })
  cartId!: string;

  @ValidateNested()
  @Field(() => ShippingAddressInput, { description: 'Where it is to go.' })
  shippingAddress!: ShippingAddressInput;

  @MaxLength(200)
  // A card's number is all digits: it must not get as far as a database.
  @Matches(/^(?![\d_-]+$)[\w-]+$/, {
    message: 'must be a token of the payment provider, never a card number',
  })
  @Field(() => String, {
    description:
      'What to pay with: a token that the payment provider gave for a card. Never a card. The test provider takes tok_visa, and others.',
  })
  paymentMethod!: string;

  @ValidateNested()
  @Field(() => ExpectedTotalInput, {
    description:
      "The cart's total as the customer saw it. It is only compared: the prices are the catalog's.",
  })
  expectedTotal!: ExpectedTotalInput;
}
