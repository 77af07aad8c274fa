/** The numbers of stars that a review can give. */
export const STARS = [1, 2, 3, 4, 5] as const;

/** One of {@link STARS}. */
export type Stars = (typeof STARS)[number];

/** How many reviews gave each number of stars; absent is 0. */
export type StarCounts = { readonly [S in Stars]?: number };

/** What a product's reviews add up to. */
export interface RatingSummary {
  /** Null with no reviews. */
  readonly average: number | null;
  readonly count: number;
  /** How many reviews gave 1, 2, 3, 4 and 5 stars, in this order. */
  readonly histogram: readonly number[];
}

/** Adds up a product's reviews; everything follows from how many there are of each kind. */
export function summarize(counts: StarCounts): RatingSummary {
  const histogram = STARS.map((stars) => counts[stars] ?? 0);
  const count = histogram.reduce((total, times) => total + times, 0);
  const sum = histogram.reduce((total, times, nth) => total + times * (nth + 1), 0);
  return { average: count === 0 ? null : sum / count, count, histogram };
}

/** By how much the counts change when a review of `before` stars becomes one of `after`; null for no review. */
export function changeOfCounts(before: Stars | null, after: Stars | null): StarCounts {
  if (before === after) return {};
  return { ...(before && { [before]: -1 }), ...(after && { [after]: 1 }) };
}
