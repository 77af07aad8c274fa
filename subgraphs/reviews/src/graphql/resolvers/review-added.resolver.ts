import { Public } from '@orrery/kit';
import { Arg, ID, Resolver, Root, Subscription } from 'type-graphql';
import type { ReviewDocument } from '../../models/review.model.js';
import { Review } from '../types/review.type.js';

/** Live reviews. */
@Resolver()
export class ReviewAddedResolver {
  @Public()
  @Subscription(() => Review, {
    topics: 'reviewAdded',
    filter: ({ payload, args }) =>
      !args.productId || (payload as ReviewDocument).productId === args.productId,
    description: 'A review each time one was written.',
  })
  reviewAdded(
    @Root() review: ReviewDocument,
    @Arg('productId', () => ID, {
      nullable: true,
      description: 'Only reviews of this product; of every product when absent.',
    })
    _productId?: string,
  ): Review {
    return review;
  }
}
