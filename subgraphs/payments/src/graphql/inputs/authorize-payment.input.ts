import { IsISO4217CurrencyCode, Length, Matches, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';

const MAX_AMOUNT_MINOR = 100_000_000;

/** An amount of money as input. */
@InputType({ description: 'An amount of money.' })
export class MoneyInput {
  @Min(1)
  @Max(MAX_AMOUNT_MINOR)
  @Field(() => Int, { description: "The amount in the currency's minor units: 1999 is 19.99 EUR." })
  amountMinor!: number;

  @Matches(/^[A-Z]{3}$/, { message: 'must be three capital letters' })
  @IsISO4217CurrencyCode()
  @Field(() => String, { description: 'The currency, as an ISO 4217 code: EUR.' })
  currency!: string;
}

/** A card as input. */
@InputType({
  description: 'A card to pay with. It goes to the payment provider, and is neither stored nor logged.',
})
export class CardInput {
  @MaxLength(30)
  @Field(() => String, { description: 'The number; spaces and dashes between the digits do no harm.' })
  number!: string;

  @Min(1)
  @Max(12)
  @Field(() => Int, { description: 'The month of expiry: 1 to 12.' })
  expiryMonth!: number;

  @Min(2000)
  @Max(2099)
  @Field(() => Int, { description: 'The year of expiry, with four digits.' })
  expiryYear!: number;

  @Matches(/^\d{3,4}$/, { message: 'must be three or four digits' })
  @Field(() => String, { description: 'The security code: three or four digits.' })
  securityCode!: string;
}

/** A payment to ask for. */
@InputType({ description: 'The payment of an order, with a card that the customer tells on the telephone.' })
export class AuthorizePaymentInput {
  @Field(() => ID, { description: 'The order. Only the form of its id is checked.' })
  orderId!: string;

  @Field(() => ID, { description: 'Whose order it is. Only the form of the id is checked.' })
  userId!: string;

  @ValidateNested()
  @Field(() => MoneyInput, { description: 'How much is to be set aside.' })
  amount!: MoneyInput;

  @ValidateNested()
  @Field(() => CardInput, { description: 'The card.' })
  card!: CardInput;

  @Length(8, 100)
  @Field(() => String, {
    description:
      'A name of your own for this request, 8 to 100 characters: sending it again gets the same payment, never a second one.',
  })
  idempotencyKey!: string;
}
