import { type EventEnvelope, orderStateChanged } from '@orrery/contracts';
import { Authenticated, isOwnerOrHas } from '@orrery/kit';

import { Arg, Ctx, ID, Resolver, Root, Subscription } from 'type-graphql';
import type { OrdersContext } from '../../context.js';
import { orderAt } from '../../domain/order-at.js';
import { Order } from '../types/order.type.js';

/** Live orders. */
@Resolver()
export class OrderUpdatedResolver {
  @Authenticated()
  @Subscription(() => Order, {
    topics: orderStateChanged.type,
    filter: ({ payload, args, context }) => {
      const { subject, data } = payload as EventEnvelope;
      return (
        subject === args.id &&
        isOwnerOrHas((context as OrdersContext).caller, String(data.userId), 'orders:read')
      );
    },
    description:
      'An order each time its state changed. Each change raises its version by one, so that a client can tell that it missed none. An order that is not yours to see never changes.',
  })
  async orderUpdated(
    @Root() { subject, aggregateversion }: EventEnvelope,
    @Arg('id', () => ID, { description: 'The order to watch.' }) _id: string,
    @Ctx() { loaders }: OrdersContext,
  ): Promise<Order> {
    const order = await loaders.orderById.load(subject);
    if (!order) throw new Error(`order ${subject} is gone`);
    // It may have gone further since: each change is told as it was.
    return orderAt(order, aggregateversion) as unknown as Order;
  }
}
