import { pageRequest, toConnection } from '@orrery/kit';
import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { ReviewsContext } from '../../context.js';
import { summarize } from '../../domain/rating.js';
import { ReviewListArgs } from '../inputs/review-list.input.js';
import { Product } from '../types/product.type.js';
import { ProductRating } from '../types/product-rating.type.js';
import { ReviewConnection } from '../types/review.type.js';

// Nullable fields: while this service is down, a product loses its reviews and nothing else.

/** What reviews adds to catalog's products. */
@Resolver(() => Product)
export class ProductResolver {
  @FieldResolver(() => ReviewConnection, { nullable: true, description: 'What users say about it.' })
  async reviews(
    @Root() product: Product,
    @Args(() => ReviewListArgs) { sort, ...args }: ReviewListArgs,
    @Ctx() { loaders }: ReviewsContext,
  ) {
    const page = await loaders.reviewsOfProduct[sort].load({ key: product.id, ...pageRequest(args) });
    return toConnection(page, async () => {
      const rating = await loaders.ratingOfProduct.load(product.id);
      return summarize(rating?.stars ?? {}).count;
    });
  }

  @FieldResolver(() => ProductRating, { nullable: true, description: 'What its reviews add up to.' })
  async rating(@Root() product: Product, @Ctx() { loaders }: ReviewsContext) {
    const rating = await loaders.ratingOfProduct.load(product.id);
    return summarize(rating?.stars ?? {});
  }
}
