import { randomOf } from './random.js';
import { PER_SCALE } from './scale.js';

// The best sellers have enough reviews for a second page of 50; the others share what is left, and some have none.
const BEST_SELLERS = [68, 64, 62, 61, 60];
const WEIGHTS = [0, 0, 1, 1, 2, 2, 3, 3, 4, 5, 7, 10, 16];

/** STARTS[p]: how many reviews of a block of products come before those of its p-th product. Ends with their sum. */
const STARTS: readonly number[] = buildStarts();

function buildStarts(): number[] {
  const starts = [0];
  for (const count of BEST_SELLERS) starts.push(starts.at(-1)! + count);
  const left = PER_SCALE.reviews - starts.at(-1)!;
  const weights = Array.from({ length: PER_SCALE.products - BEST_SELLERS.length }, (_, index) =>
    randomOf('review-count', index).pick(WEIGHTS),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const base = starts.at(-1)!;
  let before = 0;
  for (const weight of weights) {
    before += weight;
    starts.push(base + Math.floor((left * before) / sum));
  }
  return starts;
}

/** The index of a product's first review, and how many it has. */
export function reviewsOfProduct(productIndex: number): { first: number; count: number } {
  const block = Math.floor(productIndex / PER_SCALE.products);
  const local = productIndex % PER_SCALE.products;
  const start = STARTS[local]!;
  return { first: block * PER_SCALE.reviews + start, count: STARTS[local + 1]! - start };
}

/** The product of a review: the last one whose reviews start at or before it. */
export function productOfReview(reviewIndex: number): number {
  const block = Math.floor(reviewIndex / PER_SCALE.reviews);
  const within = reviewIndex % PER_SCALE.reviews;
  let low = 0;
  let high = PER_SCALE.products - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (STARTS[middle]! <= within) low = middle;
    else high = middle - 1;
  }
  return block * PER_SCALE.products + low;
}
