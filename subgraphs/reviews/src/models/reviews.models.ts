import type { Connection } from 'mongoose';
import { productRatingModel } from './product-rating.model.js';
import { receivedProductModel } from './received-product.model.js';
import { reviewModel } from './review.model.js';

/** The reviews service's models on one connection. */
export function reviewsModels(connection: Connection) {
  return {
    Review: reviewModel(connection),
    ProductRating: productRatingModel(connection),
    ReceivedProduct: receivedProductModel(connection),
  };
}

/** What {@link reviewsModels} makes. */
export type ReviewsModels = ReturnType<typeof reviewsModels>;
