import { pageRequest, toConnection } from '@orrery/kit';
import { isOwnerOr } from '@orrery/runtime';
import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { OrdersContext } from '../../context.js';
import { CUSTOMER_READERS } from '../../domain/staff.js';
import { OrderListArgs } from '../inputs/order-list.input.js';
import { Cart } from '../types/cart.type.js';
import { OrderConnection } from '../types/order.type.js';
import { User } from '../types/user.type.js';

/** What orders adds to accounts' users. */
@Resolver(() => User)
export class UserResolver {
  @FieldResolver(() => OrderConnection, {
    nullable: true,
    description: 'Orders of this user, the newest first; null when they are not yours to see.',
  })
  async orders(
    @Root() user: User,
    @Args(() => OrderListArgs) { state = null, ...args }: OrderListArgs,
    @Ctx() { caller, loaders }: OrdersContext,
  ) {
    const request = pageRequest(args);
    if (!isOwnerOr(caller, user.id, ...CUSTOMER_READERS)) return null;
    const page = await loaders.ordersOfUser(state).load({ key: user.id, ...request });
    return toConnection(page, () => loaders.countOfUser(state).load(user.id));
  }

  @FieldResolver(() => Cart, {
    nullable: true,
    description:
      'The cart of this user; null when it is not yours to see, and as long as nothing was ever put into it.',
  })
  cart(@Root() user: User, @Ctx() { loaders }: OrdersContext) {
    return loaders.cartOfUser.load(user.id);
  }
}
