import { Public, pageRequest, Scopes, toConnection } from '@orrery/kit';
import { Arg, Args, Ctx, Directive, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { deliverOrder } from '../../commands/deliver-order.command.js';
import { shipOrder } from '../../commands/ship-order.command.js';
import { RefusedTransition } from '../../commands/transition-order.js';
import type { OrdersContext } from '../../context.js';
import type { OrderDocument } from '../../models/order.model.js';
import { OrderListArgs } from '../inputs/order-list.input.js';
import { Order, OrderConnection } from '../types/order.type.js';
import { DeliverOrderResult, IllegalTransition, ShipOrderResult } from '../types/order-results.type.js';
import { User } from '../types/user.type.js';

const NOT_PAID = "The order's checkout has not come to its end: nothing was changed.";

/** Orders: reading them, and what staff does with them. */
@Resolver(() => Order)
export class OrderResolver {
  @Public()
  @Query(() => Order, {
    nullable: true,
    description: 'The order with this id; null when there is none, or it is not yours to see.',
  })
  order(
    @Arg('id', () => ID, { description: "The order's id." }) id: string,
    @Ctx() { loaders }: OrdersContext,
  ) {
    return loaders.orderById.load(id);
  }

  @Public()
  @Query(() => Order, {
    nullable: true,
    description: 'The order with this number; null when there is none, or it is not yours to see.',
  })
  orderByNumber(
    @Arg('number', () => String, { description: "The order's number: 10042." }) number: string,
    @Ctx() { loaders }: OrdersContext,
  ) {
    return loaders.orderByNumber.load(number);
  }

  @Scopes([['orders:read']])
  @Directive('@tag(name: "staff")')
  @Query(() => OrderConnection, {
    description: "All customers' orders, the newest first. For support, finance and warehouse staff.",
  })
  async orders(
    @Args(() => OrderListArgs) { state = null, ...args }: OrderListArgs,
    @Ctx() { loaders }: OrdersContext,
  ) {
    const page = await loaders.orderPage(state, pageRequest(args));
    return toConnection(page, () => loaders.orderCount(state));
  }

  @FieldResolver(() => User, { nullable: true, description: 'Who placed it; null when the account is gone.' })
  customer(@Root() order: Order): User {
    return { id: order.userId };
  }

  @Scopes([['orders:ship']])
  @Directive('@tag(name: "staff")')
  @Mutation(() => ShipOrderResult, {
    description: 'Records that a confirmed order left the warehouse. For warehouse staff and support.',
  })
  async shipOrder(
    @Arg('id', () => ID, { description: 'The order.' }) id: string,
    @Ctx() context: OrdersContext,
  ) {
    return outcomeOf(await context.run(shipOrder, { id }));
  }

  @Scopes([['orders:ship']])
  @Directive('@tag(name: "staff")')
  @Mutation(() => DeliverOrderResult, {
    description: 'Records that a shipped order arrived. For warehouse staff and support.',
  })
  async deliverOrder(
    @Arg('id', () => ID, { description: 'The order.' }) id: string,
    @Ctx() context: OrdersContext,
  ) {
    return outcomeOf(await context.run(deliverOrder, { id }));
  }
}

/** A change of an order's state as its result union has it. */
export function outcomeOf(moved: OrderDocument | RefusedTransition) {
  if (!(moved instanceof RefusedTransition)) return moved;
  const { order, reason } = moved;
  return Object.assign(
    new IllegalTransition(),
    { order },
    reason === 'CHECKOUT_UNDERWAY' && { message: NOT_PAID },
  );
}
