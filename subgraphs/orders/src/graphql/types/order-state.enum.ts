import { registerEnumType } from 'type-graphql';
import { ORDER_FAILURE_CODES, type OrderFailureCode } from '../../domain/order-failure.js';
import { ORDER_STATES, type OrderState as State } from '../../domain/order-state.js';

/** The states of an order, as the graph names them. */
export const OrderState = named<State>(ORDER_STATES);
registerEnumType(OrderState, {
  name: 'OrderState',
  description: 'How far an order has come. It never goes back to a state that it has left.',
  valuesConfig: {
    PENDING: { description: 'It was placed, and nothing is promised yet.' },
    RESERVED: { description: 'The stock for all its lines is kept for it.' },
    AUTHORIZED: { description: 'The payment was authorized.' },
    CONFIRMED: { description: 'It is sold: its money is taken, and then it can be shipped.' },
    SHIPPED: { description: 'It left the warehouse.' },
    DELIVERED: { description: 'It arrived. Final.' },
    CANCELLED: { description: 'It was called off before it was shipped; failure says by whom. Final.' },
    FAILED: { description: 'It could not be fulfilled; failure says why. Final.' },
  },
});

/** Why an order ended early, as the graph names it. */
export const OrderFailureReason = named<OrderFailureCode>(ORDER_FAILURE_CODES);
registerEnumType(OrderFailureReason, {
  name: 'OrderFailureCode',
  description: 'Why an order failed or was cancelled.',
  valuesConfig: {
    OUT_OF_STOCK: { description: 'Not all its products were there any more.' },
    PRICE_CHANGED: { description: 'A price changed between the cart and the order.' },
    PAYMENT_DECLINED: { description: 'The payment was declined.' },
    CANCELLED_BY_CUSTOMER: { description: 'The customer called it off.' },
    TIMED_OUT: { description: 'A step of its checkout took longer than it may.' },
  },
});

function named<Name extends string>(names: readonly Name[]): { [N in Name]: N } {
  return Object.fromEntries(names.map((name) => [name, name])) as { [N in Name]: N };
}
