import { Authenticated, MutationError, resultUnion } from '@orrery/kit';
import { Field, ObjectType } from 'type-graphql';
import { Order } from './order.type.js';

const ILLEGAL = 'The order is in a state from which this cannot be done: nothing was changed.';

/** The outcome of a change of state that the state machine does not have. */
@Authenticated()
@ObjectType({ implements: MutationError, description: ILLEGAL })
export class IllegalTransition extends MutationError {
  override code = 'ILLEGAL_TRANSITION';
  override message = ILLEGAL;

  @Field(() => Order, {
    description: 'The order as it is; its state, or the message, says what stands in the way.',
  })
  order!: Order;
}

/** What shipOrder answers. */
export const ShipOrderResult = resultUnion(
  'ShipOrderResult',
  'The shipped order, or why it cannot be shipped.',
  Order,
  [IllegalTransition],
);

/** What deliverOrder answers. */
export const DeliverOrderResult = resultUnion(
  'DeliverOrderResult',
  'The delivered order, or why it cannot be delivered.',
  Order,
  [IllegalTransition],
);

/** What cancelOrder answers. */
export const CancelOrderResult = resultUnion(
  'CancelOrderResult',
  'The cancelled order, or why it cannot be cancelled.',
  Order,
  [IllegalTransition],
);
