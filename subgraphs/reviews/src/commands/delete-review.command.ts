import { hasScope } from '@orrery/kit';
import { RequestError, requireUser } from '@orrery/runtime';
import type { ReviewsCommand } from '../context.js';
import { changeOfCounts } from '../domain/rating.js';
import { addToCounts } from '../models/product-rating.model.js';
import type { ReviewDocument } from '../models/review.model.js';

/**
 * Removes a review, the caller's own or for support anybody's, and uncounts it, in one transaction.
 * @returns the review as it was
 * @throws RequestError NOT_FOUND when the caller may remove no such review
 */
export const deleteReview: ReviewsCommand<{ id: string }, ReviewDocument> = async (scope, { id }) => {
  const { Review, ProductRating } = scope.models;
  const { userId } = requireUser(scope.caller);
  const filter = hasScope(scope.caller, 'reviews:moderate') ? { _id: id } : { _id: id, userId };
  const removed = await scope.transaction(async (session) => {
    const review = await Review.findOneAndDelete(filter, { session }).lean<ReviewDocument>();
    if (!review) throw new RequestError('NOT_FOUND', 'You have no review with this id.');
    const difference = changeOfCounts(review.rating, null);
    await addToCounts(ProductRating, new Map([[review.productId, difference]]), session);
    return review;
  });
  if (removed.userId !== userId) scope.log.info({ reviewId: id, by: userId }, 'review removed by staff');
  return removed;
};
