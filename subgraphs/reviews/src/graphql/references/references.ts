import { foreignEntity, ownedEntity, type References } from '@orrery/kit';
import type { ReviewsLoaders } from '../../loaders/reviews.loaders.js';

/** How reviews resolves representations of its entity, and of those that it adds fields to. */
export const references: References<ReviewsLoaders> = {
  Review: ownedEntity({ id: (loaders) => loaders.reviewById }),
  Product: foreignEntity(),
  User: foreignEntity(),
};
