import { Authenticated, MutationError, resultUnion } from '@orrery/kit';
import { Field, ObjectType } from 'type-graphql';
import { MAX_CART_LINES, MAX_LINE_QUANTITY } from '../../domain/cart.js';
import { Cart } from './cart.type.js';

const TOO_MANY = `A line holds at most ${MAX_LINE_QUANTITY} units of a product: nothing was added.`;
const FULL = `A cart holds at most ${MAX_CART_LINES} different products: nothing was added.`;

/** The outcome of adding more units of a product than a line may have. */
@Authenticated()
@ObjectType({ implements: MutationError, description: TOO_MANY })
export class QuantityLimit extends MutationError {
  override code = 'QUANTITY_LIMIT';
  override message = TOO_MANY;

  @Field(() => Cart, { description: 'The cart as it is.' })
  cart!: Cart;
}

/** The outcome of adding another product to a full cart. */
@Authenticated()
@ObjectType({ implements: MutationError, description: FULL })
export class CartFull extends MutationError {
  override code = 'CART_FULL';
  override message = FULL;

  @Field(() => Cart, { description: 'The cart as it is.' })
  cart!: Cart;
}

/** What addCartLine answers. */
export const AddCartLineResult = resultUnion(
  'AddCartLineResult',
  'The cart with the addition, or why nothing was added.',
  Cart,
  [QuantityLimit, CartFull],
);
