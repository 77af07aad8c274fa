import { Length, Matches, MaxLength, Min } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';

/** A refund to make. */
@InputType({ description: 'Money of a payment to give back.' })
export class RefundPaymentInput {
  @Field(() => ID, { description: 'The payment.' })
  paymentId!: string;

  @Min(1)
  @Field(() => Int, { description: "How much, in minor units of the payment's currency: 1999 is 19.99 EUR." })
  amountMinor!: number;

  // At least one character that can be seen.
  @Matches(/\S/, { message: 'must not be blank' })
  @MaxLength(500)
  @Field(() => String, { description: 'Why, for the customer and the books: at most 500 characters.' })
  reason!: string;

  @Length(8, 100)
  @Field(() => String, {
    description:
      'A name of your own for this request, 8 to 100 characters: sending it again gets the same refund, never a second one.',
  })
  idempotencyKey!: string;
}
