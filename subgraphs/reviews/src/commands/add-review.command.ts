import { isIdOf, newId } from '@orrery/contracts';
import { isDuplicateKey } from '@orrery/kit';
import { RequestError, requireUser } from '@orrery/runtime';
import type { ReviewsCommand } from '../context.js';
import { changeOfCounts, type Stars } from '../domain/rating.js';
import { addToCounts } from '../models/product-rating.model.js';
import { hasReceived } from '../models/received-product.model.js';
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

/** A review was not written, because the caller never received the product. */
export class NotReceived {}

/**
 * Writes the caller's review of a product that was delivered to them, and counts it, in one transaction. The unique index
 * decides which of two is first. A delivery is known here a moment after it is recorded: orders tells of it by an event.
 * @throws RequestError BAD_USER_INPUT when `productId` is not a product's id
 */
export const addReview: ReviewsCommand<NewReview, ReviewDocument | AlreadyReviewed | NotReceived> = async (
  scope,
  input,
) => {
  const { Review, ProductRating, ReceivedProduct } = scope.models;
  const { userId } = requireUser(scope.caller);
  const { productId, rating } = input;
  if (!isIdOf('Product', productId)) throw notAProduct();
  if (!(await hasReceived(ReceivedProduct, userId, productId))) return new NotReceived();
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
