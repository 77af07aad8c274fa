import { isOwnerOr } from '@orrery/runtime';
import { Arg, Authorized, ID, Resolver, Root, Subscription } from 'type-graphql';
import type { OrdersContext } from '../../context.js';
import { ORDER_READERS } from '../../domain/staff.js';
import type { OrderDocument } from '../../models/order.model.js';
import { Order } from '../types/order.type.js';

/** Live orders. */
@Resolver()
export class OrderUpdatedResolver {
  @Authorized()
  @Subscription(() => Order, {
    topics: 'orderUpdated',
    filter: ({ payload, args, context }) => {
      const { _id, userId } = payload as OrderDocument;
      return _id === args.id && isOwnerOr((context as OrdersContext).caller, userId, ...ORDER_READERS);
    },
    description:
      'An order each time its state changed. Each change raises its version by one, so that a client can tell that it missed none. An order that is not yours to see never changes.',
  })
  orderUpdated(
    @Root() order: OrderDocument,
    @Arg('id', () => ID, { description: 'The order to watch.' }) _id: string,
  ): Order {
    return order as unknown as Order;
  }
}
