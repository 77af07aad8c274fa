import { Public, pageRequest, Scopes, toConnection } from '@orrery/kit';
import { Arg, Args, Ctx, Directive, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { PaymentsContext } from '../../context.js';
import { PaymentListArgs } from '../inputs/payment-list.input.js';
import { Order } from '../types/order.type.js';
import { Payment, PaymentConnection } from '../types/payment.type.js';
import { Refund } from '../types/refund.type.js';

/** Payments: reading them. */
@Resolver(() => Payment)
export class PaymentResolver {
  @Public()
  @Query(() => Payment, {
    nullable: true,
    description: 'The payment with this id; null when there is none, or when it is not yours to see.',
  })
  payment(
    @Arg('id', () => ID, { description: "The payment's id." }) id: string,
    @Ctx() { loaders }: PaymentsContext,
  ) {
    return loaders.paymentById.load(id);
  }

  @Scopes([['payments:list']])
  @Directive('@tag(name: "staff")')
  @Query(() => PaymentConnection, { description: 'All payments, the latest first. For finance.' })
  async payments(
    @Args(() => PaymentListArgs) { state, ...args }: PaymentListArgs,
    @Ctx() { loaders }: PaymentsContext,
  ) {
    const page = await loaders.paymentPage(state, pageRequest(args));
    return toConnection(page, () => loaders.paymentCount(state));
  }

  @FieldResolver(() => Order, {
    nullable: true,
    description: 'What it pays; null when there is no such order.',
  })
  order(@Root() payment: Payment): Order {
    return { id: payment.orderId };
  }

  @FieldResolver(() => [Refund], { description: 'What was given back or is to be, the first first.' })
  refunds(@Root() payment: Payment, @Ctx() { loaders }: PaymentsContext) {
    return loaders.refundsOfPayment.load(payment._id);
  }
}

/** What payments adds to orders. */
@Resolver(() => Order)
export class OrderResolver {
  // Nullable: while this service is down, an order loses its payment and nothing else.
  @FieldResolver(() => Payment, {
    nullable: true,
    description: 'How it is paid: the latest payment; null when there is none, or it is not yours to see.',
  })
  async payment(@Root() order: Order, @Ctx() { loaders }: PaymentsContext) {
    const [latest = null] = await loaders.paymentsOfOrder.load(order.id);
    return latest;
  }
}
