import { Authenticated, MutationError, resultUnion } from '@orrery/kit';
import { Field, ObjectType } from 'type-graphql';
import { Review } from './review.type.js';

/** The outcome of a second review of the same product. */
@Authenticated()
@ObjectType({
  implements: MutationError,
  description: 'You have reviewed this product already: change that review instead.',
})
export class ReviewAlreadyExists extends MutationError {
  override code = 'REVIEW_ALREADY_EXISTS';
  override message = 'You have reviewed this product already: change that review instead.';

  @Field(() => Review, {
    nullable: true,
    description: 'Your review of the product; null when it was removed at this moment.',
  })
  review!: Review | null;
}

/** The outcome of a review of something that the reviewer never received. */
@ObjectType({
  implements: MutationError,
  description:
    'No order of yours with this product was delivered: only who received a product may review it.',
})
export class ProductNotReceived extends MutationError {
  override code = 'PRODUCT_NOT_RECEIVED';
  override message =
    'No order of yours with this product was delivered: only who received a product may review it.';
}

/** What addReview answers. */
export const AddReviewResult = resultUnion(
  'AddReviewResult',
  'The new review, or why there is none.',
  Review,
  [ReviewAlreadyExists, ProductNotReceived],
);
