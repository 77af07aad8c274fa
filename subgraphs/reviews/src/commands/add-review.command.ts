import { isIdOf, newId } from '@orrery/contracts';
import { isDuplicateKey } from '@orrery/kit';
import { RequestError, requireUser } from '@orrery/runtime';
import type { ReviewsCommand } from '../context.js';
import { changeOfCounts, type Stars } from '../domain/rating.js';
import { addToCounts } from '../models/product-rating.model.js';
import type { ReviewDocument } from '../models/review.model.js';

/** A review to write. */
export interface NewReview {
  readonly productId: string;
  readonly rating: Stars;
  readonly title: string;
  readonly body: string;
}

/** Why a review was not written: the caller has one of this product already (null when it was just removed). */
export class AlreadyReviewed {
  constructor(readonly review: ReviewDocument | null) {}
}

/**
 * Writes the caller's review of a product, and counts it, in one transaction. The unique index decides which of two is
 * first. That the product exists is not checked, for only the catalog knows: the id's form is.
 * @throws RequestError BAD_USER_INPUT when `productId` is not a product's id
 */
export const addReview: ReviewsCommand<NewReview, ReviewDocument | AlreadyReviewed> = async (
  scope,
  input,
) => {
  const { Review, ProductRating } = scope.models;
  const { userId } = requireUser(scope.caller);
  const { productId, rating } = input;
  if (!isIdOf('Product', productId)) throw notAProduct();
  const now = new Date();
  const review: ReviewDocument = {
    _id: newId('Review'),
    productId,
    userId,
    rating,
    title: input.title.trim(),
    body: input.body.trim(),
    createdAt: now,
    updatedAt: now,
  };
  try {
    await scope.transaction(async (session) => {
      await Review.create([review], { session });
      // Last: reviews of one product wait for each other here only.
      await addToCounts(ProductRating, new Map([[productId, changeOfCounts(null, rating)]]), session);
    });
  } catch (error) {
    if (!isDuplicateKey(error) || !error.keyPattern?.userId) throw error;
    return new AlreadyReviewed(await Review.findOne({ productId, userId }).lean());
  }
  scope.live.publish('reviewAdded', review);
  return review;
};

function notAProduct(): RequestError {
  const field = { path: 'input.productId', message: "is not a product's id" };
  return new RequestError('BAD_USER_INPUT', `Not accepted: ${field.path} ${field.message}.`, [field]);
}
