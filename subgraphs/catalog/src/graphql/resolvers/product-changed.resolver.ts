import { Public } from '@orrery/kit';
import { Arg, ID, Resolver, Root, Subscription } from 'type-graphql';
import type { ProductDocument } from '../../models/product.model.js';
import { Product } from '../types/product.type.js';

/** Live changes of products. */
@Resolver()
export class ProductChangedResolver {
  @Public()
  @Subscription(() => Product, {
    topics: 'productChanged',
    filter: ({ payload, args }) => !args.id || (payload as ProductDocument)._id === args.id,
    description: 'A product each time it was created or changed.',
  })
  productChanged(
    @Root() product: ProductDocument,
    @Arg('id', () => ID, { nullable: true, description: 'Only this product; every product when absent.' })
    _id?: string,
  ): Product {
    return product as unknown as Product;
  }
}
