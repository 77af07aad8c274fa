import { Authenticated, Money, MutationError } from '@orrery/kit';
import { Directive, Field, ObjectType } from 'type-graphql';
import { DeclineReason } from './payment.enums.js';
import { Payment } from './payment.type.js';

/** The outcome of an authorization that the provider declined. */
@Authenticated()
@ObjectType({ implements: MutationError, description: 'The payment was declined: no money was set aside.' })
export class PaymentDeclined extends MutationError {
  override code = 'PAYMENT_DECLINED';
  override message = 'The payment was declined: no money was set aside.';

  @Field(() => DeclineReason, { description: 'Why.' })
  reason!: DeclineReason;

  @Field(() => Payment, { description: 'The declined payment, which is kept.' })
  payment!: Payment;
}

/** The outcome of a second payment of one order. */
@Authenticated()
@ObjectType({
  implements: MutationError,
  description: 'The order has a payment that was neither declined nor voided.',
})
export class OrderAlreadyPaid extends MutationError {
  override code = 'ORDER_ALREADY_PAID';
  override message = 'The order has a payment that was neither declined nor voided.';

  @Field(() => Payment, { description: 'That payment.' })
  payment!: Payment;
}

/** The outcome of an operation that the payment's state does not allow. */
@Authenticated()
@ObjectType({
  implements: MutationError,
  description: 'What was asked cannot be done in the state that the payment is in: nothing was changed.',
})
export class IllegalPaymentTransition extends MutationError {
  override code = 'ILLEGAL_TRANSITION';
  override message = 'This cannot be done in the state that it is in.';

  @Field(() => String, { description: 'The state that it is in: AUTHORIZED.' })
  currentState!: string;

  @Field(() => String, { description: 'What was attempted: REFUND.' })
  attempted!: string;
}

/** The outcome of a capture, void or refund that the provider declined. */
@Authenticated()
@ObjectType({
  implements: MutationError,
  description: 'The payment provider said no: no money moved.',
})
export class ProviderRefused extends MutationError {
  override code = 'PROVIDER_REFUSED';
  override message = 'The payment provider said no: no money moved.';

  @Field(() => DeclineReason, { description: 'Why.' })
  reason!: DeclineReason;
}

/** The outcome of a refund of more than is left. */
@Authenticated()
@ObjectType({
  implements: MutationError,
  description: 'More than what is left of the captured amount: nothing was refunded.',
})
export class RefundTooLarge extends MutationError {
  override code = 'REFUND_TOO_LARGE';
  override message = 'More than what is left of the captured amount: nothing was refunded.';

  @Field(() => Money, { description: 'The most that can be refunded now.' })
  refundable!: Money;
}

/** The outcome of a key that was used for something else. */
@Directive('@shareable')
@ObjectType({
  implements: MutationError,
  description: 'The idempotency key was used for a request with other input: nothing was done.',
})
export class IdempotencyKeyReused extends MutationError {
  override code = 'IDEMPOTENCY_KEY_REUSED';
  override message = 'The idempotency key was used for a request with other input: nothing was done.';
}
