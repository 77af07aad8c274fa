import { FieldResolver, Resolver, Root } from 'type-graphql';
import { OrderLine } from '../types/order.type.js';
import { Product } from '../types/product.type.js';

/** What an order's line points at. */
@Resolver(() => OrderLine)
export class OrderLineResolver {
  @FieldResolver(() => Product, {
    nullable: true,
    description: 'The product as it is today; null when the catalog no longer has it.',
  })
  product(@Root() { productId }: OrderLine): Product {
    return { id: productId };
  }
}
