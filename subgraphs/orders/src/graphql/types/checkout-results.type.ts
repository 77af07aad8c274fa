import { MutationError, resultUnion } from '@orrery/kit';
import { Directive, ObjectType } from 'type-graphql';
import { Order } from './order.type.js';

const EMPTY = 'The cart has no lines: nothing was ordered.';
const REUSED = 'The idempotency key was used for a request with other input: nothing was done.';

/** The outcome of an order of nothing. */
@ObjectType({ implements: MutationError, description: EMPTY })
export class CartEmpty extends MutationError {
  override code = 'CART_EMPTY';
  override message = EMPTY;
}

/** The outcome of a key that was used for something else. */
@Directive('@shareable')
@ObjectType({ implements: MutationError, description: REUSED })
export class IdempotencyKeyReused extends MutationError {
  override code = 'IDEMPOTENCY_KEY_REUSED';
  override message = REUSED;
}

/** What checkout answers. */
export const CheckoutResult = resultUnion(
  'CheckoutResult',
  'The order, in its first state or however far it has come, or why there is none.',
  Order,
  [CartEmpty, IdempotencyKeyReused],
);
