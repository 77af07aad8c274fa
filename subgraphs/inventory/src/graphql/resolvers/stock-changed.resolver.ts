import { Public } from '@orrery/kit';
import { Args, Ctx, Resolver, Root, Subscription } from 'type-graphql';
import type { InventoryContext } from '../../context.js';
import { StockChangedArgs } from '../inputs/inventory-lists.input.js';
import { Product } from '../types/product.type.js';

interface StockChange {
  readonly productId: string;
}

/** Live stock. */
@Resolver()
export class StockChangedResolver {
  @Public()
  @Subscription(() => Product, {
    topics: 'stockChanged',
    filter: ({ payload, args }) => (args.productIds as string[]).includes((payload as StockChange).productId),
    description: 'A product each time its stock changed: by an adjustment, a reservation or an order.',
  })
  stockChanged(
    @Root() { productId }: StockChange,
    @Args(() => StockChangedArgs) _args: StockChangedArgs,
    @Ctx() { loaders }: InventoryContext,
  ): Product {
    // The loaders live as long as the stream: what they read for the event before is old.
    loaders.levelsOfProduct.clear(productId);
    return { id: productId };
  }
}
