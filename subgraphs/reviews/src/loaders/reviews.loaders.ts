import { type LoaderScope, loadCountsByKey, loadOneByKey, loadPagesByKey } from '@orrery/kit';
import type { ReviewsModels } from '../models/reviews.models.js';
import { REVIEW_ORDERS } from './review-orders.js';

/** One request's reads of reviews. Loaders by key answer one result per key, in order, null for absent. */
export function reviewsLoaders({ models }: LoaderScope<ReviewsModels>) {
  const { Review, ProductRating } = models;
  return {
    reviewById: loadOneByKey(Review, '_id'),
    /** Null for a product that never had a review. */
    ratingOfProduct: loadOneByKey(ProductRating, '_id'),
    reviewsOfProduct: {
      NEWEST: loadPagesByKey(Review, 'productId', { order: REVIEW_ORDERS.NEWEST }),
      HIGHEST: loadPagesByKey(Review, 'productId', { order: REVIEW_ORDERS.HIGHEST }),
      LOWEST: loadPagesByKey(Review, 'productId', { order: REVIEW_ORDERS.LOWEST }),
    },
    reviewsOfUser: loadPagesByKey(Review, 'userId', { order: REVIEW_ORDERS.NEWEST }),
    countOfUser: loadCountsByKey(Review, 'userId'),
  };
}

/** What {@link reviewsLoaders} makes. */
export type ReviewsLoaders = ReturnType<typeof reviewsLoaders>;
