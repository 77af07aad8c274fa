import { Authenticated, Public } from '@orrery/kit';
import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { AlreadyReviewed, addReview, NotReceived } from '../../commands/add-review.command.js';
import { deleteReview } from '../../commands/delete-review.command.js';
import { updateReview } from '../../commands/update-review.command.js';
import type { ReviewsContext } from '../../context.js';
import { AddReviewInput, UpdateReviewInput } from '../inputs/review.input.js';
import { Product } from '../types/product.type.js';
import { Review } from '../types/review.type.js';
import { AddReviewResult, ProductNotReceived, ReviewAlreadyExists } from '../types/review-results.type.js';
import { User } from '../types/user.type.js';

/** Reviews: reading, writing, changing and removing them. */
@Resolver(() => Review)
export class ReviewResolver {
  @Public()
  @Query(() => Review, { nullable: true, description: 'The review with this id; null when there is none.' })
  review(
    @Arg('id', () => ID, { description: "The review's id." }) id: string,
    @Ctx() { loaders }: ReviewsContext,
  ) {
    return loaders.reviewById.load(id);
  }

  @FieldResolver(() => Product, {
    nullable: true,
    description: 'What it is about; null when the catalog has no such product.',
  })
  product(@Root() review: Review): Product {
    return { id: review.productId };
  }

  @FieldResolver(() => User, { nullable: true, description: 'Who wrote it; null when the account is gone.' })
  author(@Root() review: Review): User {
    return { id: review.userId };
  }

  @Authenticated()
  @Mutation(() => AddReviewResult, {
    description: 'Writes your review of a product that was delivered to you.',
  })
  async addReview(
    @Arg('input', () => AddReviewInput, { description: 'The review.' }) input: AddReviewInput,
    @Ctx() context: ReviewsContext,
  ) {
    const added = await context.run(addReview, input);
    if (added instanceof NotReceived) return new ProductNotReceived();
    if (!(added instanceof AlreadyReviewed)) return added;
    return Object.assign(new ReviewAlreadyExists(), { review: added.review });
  }

  @Authenticated()
  @Mutation(() => Review, { description: 'Changes a review of yours.' })
  updateReview(
    @Arg('input', () => UpdateReviewInput, { description: 'The changes.' }) input: UpdateReviewInput,
    @Ctx() context: ReviewsContext,
  ) {
    return context.run(updateReview, input);
  }

  @Authenticated()
  @Mutation(() => Review, {
    description: "Removes a review of yours and returns it as it was. Support may remove anybody's.",
  })
  deleteReview(
    @Arg('id', () => ID, { description: 'The review.' }) id: string,
    @Ctx() context: ReviewsContext,
  ) {
    return context.run(deleteReview, { id });
  }
}
