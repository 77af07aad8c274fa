import { pageRequest, Scopes, toConnection } from '@orrery/kit';
import { Args, Ctx, Directive, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { InventoryContext } from '../../context.js';
import { ReservationListArgs } from '../inputs/inventory-lists.input.js';
import { Order } from '../types/order.type.js';
import { Product } from '../types/product.type.js';
import { Reservation, ReservationConnection, ReservationLine } from '../types/reservation.type.js';
import { Warehouse } from '../types/warehouse.type.js';

/** Reservations: what orders are promised. */
@Resolver(() => Reservation)
export class ReservationResolver {
  @Scopes([['stock:read']])
  @Directive('@tag(name: "staff")')
  @Query(() => ReservationConnection, {
    description: 'What orders are promised, the latest first. For warehouse staff.',
  })
  async reservations(
    @Args(() => ReservationListArgs) { state, ...args }: ReservationListArgs,
    @Ctx() { loaders }: InventoryContext,
  ) {
    const page = await loaders.reservationPage(state, pageRequest(args));
    return toConnection(page, () => loaders.reservationCount(state));
  }

  @FieldResolver(() => Order, {
    nullable: true,
    description: 'Whom it is for; null when there is no such order.',
  })
  order(@Root() reservation: Reservation): Order {
    return { id: reservation.orderId };
  }
}

/** A reservation's lines. */
@Resolver(() => ReservationLine)
export class ReservationLineResolver {
  @FieldResolver(() => Product, {
    nullable: true,
    description: 'What is promised; null when the catalog has no such product.',
  })
  product(@Root() line: ReservationLine): Product {
    return { id: line.productId };
  }

  @FieldResolver(() => Warehouse, { description: 'The warehouse that it comes from.' })
  warehouse(@Root() line: ReservationLine, @Ctx() { loaders }: InventoryContext) {
    return loaders.warehouseById.load(line.warehouseId);
  }
}
