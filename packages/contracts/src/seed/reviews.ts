import { seedId } from '../ids.js';
import { DAY_MS, HOUR_MS, isoTime, SEED_NOW_MS } from './calendar.js';
import { type ProductFacts, productFacts } from './product-facts.js';
import { type Random, randomOf } from './random.js';
import { productOfReview, reviewsOfProduct } from './review-counts.js';
import { PER_SCALE } from './scale.js';
import { customerUserIndex, STAFF_COUNT } from './users.js';
import { PHRASES, PLACES, REMARKS } from './vocab/review-phrases.data.js';
import type { SeedRating, SeedReview } from './world.types.js';

// How often a product of each quality gets 1 to 5 stars, in percent; and how common each quality is.
const QUALITIES = [
  [1, 2, 6, 25, 66],
  [3, 5, 12, 35, 45],
  [10, 12, 20, 32, 26],
  [30, 22, 20, 16, 12],
] as const;
const QUALITY_WEIGHTS = [35, 45, 15, 5];

const STEPS = [7, 11, 13, 17, 19, 23, 29, 31];

type Stars = SeedReview['rating'];

function ratingAt(index: number, productIndex: number): Stars {
  const quality = QUALITIES[randomOf('quality', productIndex).weighted(QUALITY_WEIGHTS)]!;
  return (randomOf('rating', index).weighted(quality) + 1) as Stars;
}

/** The user of a product's `nth` review: a step through all customers that comes back to none before all had their turn. */
function authorOf(productIndex: number, nth: number): number {
  const block = Math.floor(productIndex / PER_SCALE.products);
  const customers = PER_SCALE.users * (block + 1) - STAFF_COUNT;
  const random = randomOf('reviewers', productIndex);
  const step = random.pick(STEPS.filter((candidate) => customers % candidate !== 0));
  return customerUserIndex((random.int(customers) + nth * step) % customers);
}

function remarks(random: Random, facts: ProductFacts, stars: Stars): string[] {
  const { praise, gripes } = REMARKS[facts.kind.topic];
  if (stars >= 4) {
    const first = random.pick(praise);
    const others = praise.filter((remark) => remark !== first);
    if (stars === 4 && random.chance(40)) return [first, random.pick(gripes)];
    return random.chance(35) ? [first, random.pick(others)] : [first];
  }
  if (stars === 3) return [random.pick(praise), random.pick(gripes)];
  return [random.pick(gripes)];
}

function textOf(random: Random, facts: ProductFacts, stars: Stars): { title: string; body: string } {
  const { titles, openers, closers } = PHRASES[stars - 1]!;
  const these = `${facts.kind.plural ? 'these' : 'this'} ${facts.kind.noun.toLowerCase()}`;
  const opener = random.pick(openers).replace('{these}', these).replace('{place}', random.pick(PLACES));
  const sentences = [opener, ...remarks(random, facts, stars)];
  if (random.chance(60)) sentences.push(random.pick(closers));
  return { title: random.pick(titles), body: sentences.join(' ') };
}

/** The `index`-th review, the same at every scale. */
export function reviewAt(index: number): SeedReview {
  const productIndex = productOfReview(index);
  const facts = productFacts(productIndex);
  const random = randomOf('review', index);
  const rating = ratingAt(index, productIndex);
  const earliestMs = Math.max(facts.createdMs + 7 * DAY_MS, SEED_NOW_MS - 365 * DAY_MS);
  const hours = Math.floor((SEED_NOW_MS - earliestMs) / HOUR_MS);
  return {
    id: seedId('Review', index),
    productId: seedId('Product', productIndex),
    userId: seedId('User', authorOf(productIndex, index - reviewsOfProduct(productIndex).first)),
    rating,
    ...textOf(random, facts, rating),
    createdAt: isoTime(
      SEED_NOW_MS - random.between(1, hours) * HOUR_MS + random.int(HOUR_MS / 1_000) * 1_000,
    ),
  };
}

/** What the reviews of the `productIndex`-th product add up to. */
export function ratingOf(productIndex: number): SeedRating {
  const { first, count } = reviewsOfProduct(productIndex);
  const histogram: [number, number, number, number, number] = [0, 0, 0, 0, 0];
  for (let index = first; index < first + count; index++) histogram[ratingAt(index, productIndex) - 1]! += 1;
  const sum = histogram.reduce((total, times, nth) => total + times * (nth + 1), 0);
  return { count, sum, average: count === 0 ? null : sum / count, histogram };
}
