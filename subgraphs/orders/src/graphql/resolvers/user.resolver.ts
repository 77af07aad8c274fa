import { Owner, pageRequest, toConnection } from '@orrery/kit';
import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { OrdersContext } from '../../context.js';
import { OrderListArgs } from '../inputs/order-list.input.js';
import { Cart } from '../types/cart.type.js';
import { OrderConnection } from '../types/order.type.js';
import { User } from '../types/user.type.js';

/** What orders adds to accounts' users. */
@Resolver(() => User)
export class UserResolver {
  @Owner<User>(({ id }) => id, { orScopes: ['orders:read'] })
  @FieldResolver(() => OrderConnection, {
    nullable: true,
    description: 'Orders of this user, the newest first; null when they are not yours to see.',
  })
  async orders(
    @Root() user: User,
    @Args(() => OrderListArgs) { state = null, ...args }: OrderListArgs,
    @Ctx() { loaders }: OrdersContext,
  ) {
    const page = await loaders.ordersOfUser(state).load({ key: user.id, ...pageRequest(args) });
    return toConnection(page, () => loaders.countOfUser(state).load(user.id));
  }

  @Owner<User>(({ id }) => id, { orScopes: ['carts:read'] })
  @FieldResolver(() => Cart, {
    nullable: true,
    description:
      'The cart of this user; null when it is not yours to see, and as long as nothing was ever put into it.',
  })
  cart(@Root() user: User, @Ctx() { loaders }: OrdersContext) {
    return loaders.cartOfUser.load(user.id);
  }
}
