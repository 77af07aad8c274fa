import { RequestError, requireUser } from '@orrery/runtime';
import type { ReviewsCommand } from '../context.js';
import { changeOfCounts, type Stars } from '../domain/rating.js';
import { addToCounts } from '../models/product-rating.model.js';
import type { ReviewDocument } from '../models/review.model.js';

/** What to change about a review: absent and null parts stay as they are. */
export interface ReviewChanges {
  readonly id: string;
  readonly rating?: Stars | null;
  readonly title?: string | null;
  readonly body?: string | null;
}

/**
 * Changes a review of the caller's, and its product's counts by the difference, in one transaction.
 * @throws RequestError NOT_FOUND when the caller has no such review
 */
export const updateReview: ReviewsCommand<ReviewChanges, ReviewDocument> = async (scope, input) => {
  const { Review, ProductRating } = scope.models;
  const { userId } = requireUser(scope.caller);
  const changes = {
    ...(typeof input.rating === 'number' && { rating: input.rating }),
    ...(typeof input.title === 'string' && { title: input.title.trim() }),
    ...(typeof input.body === 'string' && { body: input.body.trim() }),
    updatedAt: new Date(),
  };
  return scope.transaction(async (session) => {
    // The state before comes with the change itself: what it is compared with is what it replaced.
    const before = await Review.findOneAndUpdate(
      { _id: input.id, userId },
      { $set: changes },
      { returnDocument: 'before', session },
    ).lean<ReviewDocument>();
    if (!before) throw new RequestError('NOT_FOUND', 'You have no review with this id.');
    const after = { ...before, ...changes };
    const difference = changeOfCounts(before.rating, after.rating);
    await addToCounts(ProductRating, new Map([[before.productId, difference]]), session);
    return after;
  });
};
