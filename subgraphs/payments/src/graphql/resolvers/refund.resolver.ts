import { pageRequest, Scopes, toConnection } from '@orrery/kit';
import { Args, Ctx, Directive, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { PaymentsContext } from '../../context.js';
import { RefundListArgs } from '../inputs/refund-list.input.js';
import { Payment } from '../types/payment.type.js';
import { Refund, RefundConnection } from '../types/refund.type.js';

/** Refunds: reading them. */
@Resolver(() => Refund)
export class RefundResolver {
  @Scopes([['payments:list']])
  @Directive('@tag(name: "staff")')
  @Query(() => RefundConnection, {
    description:
      'All refunds, the latest first: with `state: FAILED` those that the provider declined. For finance.',
  })
  async refunds(
    @Args(() => RefundListArgs) { state, ...args }: RefundListArgs,
    @Ctx() { loaders }: PaymentsContext,
  ) {
    const page = await loaders.refundPage(state, pageRequest(args));
    return toConnection(page, () => loaders.refundCount(state));
  }

  @FieldResolver(() => Payment, { nullable: true, description: 'The payment that it is part of.' })
  payment(@Root() refund: Refund, @Ctx() { loaders }: PaymentsContext) {
    return loaders.paymentById.load(refund.paymentId);
  }
}
