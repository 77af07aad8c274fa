import { defineService } from '@orrery/kit';
import { configSchema } from './config.js';
import { orderDelivered } from './events/order-delivered.handler.js';
import { references } from './graphql/references/references.js';
import { ProductResolver } from './graphql/resolvers/product.resolver.js';
import { ReviewResolver } from './graphql/resolvers/review.resolver.js';
import { ReviewAddedResolver } from './graphql/resolvers/review-added.resolver.js';
import { UserResolver } from './graphql/resolvers/user.resolver.js';
import { reviewsLoaders } from './loaders/reviews.loaders.js';
import { reviewsModels } from './models/reviews.models.js';
import { seedReviews } from './seed/seed-reviews.js';

/** The reviews service: what users say about products, and what it adds up to. */
export const reviews = defineService({
  name: 'reviews',
  configSchema,
  models: reviewsModels,
  loaders: reviewsLoaders,
  resolvers: [ReviewResolver, ProductResolver, UserResolver, ReviewAddedResolver],
  references,
  handlers: [orderDelivered],
  seed: seedReviews,
});
