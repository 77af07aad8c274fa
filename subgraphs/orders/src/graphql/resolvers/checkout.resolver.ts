import { Authenticated } from '@orrery/kit';
import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import type { OrdersContext } from '../../context.js';
import { cancelOrder } from '../../sagas/cancel-order.js';
import { startCheckout } from '../../sagas/start-checkout.js';
import { CheckoutInput } from '../inputs/checkout.input.js';
import { CartEmpty, CheckoutResult, IdempotencyKeyReused } from '../types/checkout-results.type.js';
import { CancelOrderResult } from '../types/order-results.type.js';
import { outcomeOf } from './order.resolver.js';

/** Placing orders, and calling them off. */
@Resolver()
export class CheckoutResolver {
  @Authenticated()
  @Mutation(() => CheckoutResult, {
    description:
      "Places an order of what is in your cart, and empties the cart. It answers at once with the order as PENDING: the prices, the stock and the payment follow, and orderUpdated tells of each. What comes in between is told by the order's failure, and puts what was ordered back into the cart.",
  })
  async checkout(
    @Arg('input', () => CheckoutInput, { description: 'The order.' }) input: CheckoutInput,
    @Ctx() context: OrdersContext,
  ) {
    const placed = await context.run(startCheckout, input);
    if (placed === 'CART_EMPTY') return new CartEmpty();
    return placed === 'KEY_REUSED' ? new IdempotencyKeyReused() : placed;
  }

  @Authenticated()
  @Mutation(() => CancelOrderResult, {
    description:
      'Cancels your order, at any moment before it is shipped: its stock is given back, and so is its money; what was not paid yet is in your cart again. Support can do it for you.',
  })
  async cancelOrder(
    @Arg('id', () => ID, { description: 'The order.' }) id: string,
    @Ctx() context: OrdersContext,
  ) {
    return outcomeOf(await context.run(cancelOrder, { id }));
  }
}
