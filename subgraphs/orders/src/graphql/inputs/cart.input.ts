import { Max, Min } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { MAX_LINE_QUANTITY } from '../../domain/cart.js';

/** What to put into a cart. */
@InputType({
  description: 'A product to put into your cart. Its price is never sent: it is what it costs today.',
})
export class AddCartLineInput {
  @Field(() => ID, {
    description:
      'The product. Its id is taken at its word: only its form is checked, and a line of nothing has no price.',
  })
  productId!: string;

  @Min(1)
  @Max(MAX_LINE_QUANTITY)
  @Field(() => Int, {
    defaultValue: 1,
    description: `How many units to add to those in the cart: 1 to ${MAX_LINE_QUANTITY}.`,
  })
  quantity!: number;
}

/** How many units a line shall have. */
@InputType({ description: 'How many units a line of your cart shall have.' })
export class ChangeCartLineInput {
  @Field(() => ID, { description: 'The line.' })
  id!: string;

  @Min(1)
  @Max(MAX_LINE_QUANTITY)
  @Field(() => Int, {
    description: `How many units: 1 to ${MAX_LINE_QUANTITY}. To have none, remove the line.`,
  })
  quantity!: number;
}
