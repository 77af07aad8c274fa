import { type SeedReview, seedWorld } from '@orrery/contracts/seed';
import type { SeedReport } from '@orrery/kit';
import type { ReviewsScope } from '../context.js';
import type { StarCounts } from '../domain/rating.js';
import { addToCounts } from '../models/product-rating.model.js';
import type { ReviewDocument } from '../models/review.model.js';

const BATCH_SIZE = 500;

/**
 * Writes the demo reviews: the same documents on every machine. A user who has a review of the product keeps it, and
 * ratings count what was written here together with all else.
 */
export async function seedReviews(scope: ReviewsScope, { scale }: { scale: number }): Promise<SeedReport> {
  const { reviews } = seedWorld({ scale });
  let inserted = 0;
  for (let start = 0; start < reviews.length; start += BATCH_SIZE) {
    const size = Math.min(BATCH_SIZE, reviews.length - start);
    inserted += await insertBatch(
      scope,
      Array.from({ length: size }, (_, nth) => reviews.at(start + nth)),
    );
  }
  return { reviews: inserted };
}

async function insertBatch(scope: ReviewsScope, batch: readonly SeedReview[]): Promise<number> {
  const { Review, ProductRating } = scope.models;
  return scope.transaction(async (session) => {
    const productIds = [...new Set(batch.map(({ productId }) => productId))];
    const there = await Review.find(
      { productId: { $in: productIds } },
      { productId: 1, userId: 1 },
      { session },
    ).lean();
    const taken = new Set(there.map(pairOf));
    const missing = batch.filter((review) => !taken.has(pairOf(review))).map(toDocument);
    if (missing.length === 0) return 0;
    await Review.insertMany(missing, { session });
    await addToCounts(ProductRating, countsOf(missing), session);
    return missing.length;
  });
}

function pairOf({ productId, userId }: { productId: string; userId: string }): string {
  return `${productId} ${userId}`;
}

function toDocument({ id, createdAt, ...review }: SeedReview): ReviewDocument {
  const written = new Date(createdAt);
  return { _id: id, ...review, createdAt: written, updatedAt: written };
}

function countsOf(reviews: readonly ReviewDocument[]): Map<string, StarCounts> {
  const counts = new Map<string, StarCounts>();
  for (const { productId, rating } of reviews) {
    const soFar = counts.get(productId);
    counts.set(productId, { ...soFar, [rating]: (soFar?.[rating] ?? 0) + 1 });
  }
  return counts;
}
