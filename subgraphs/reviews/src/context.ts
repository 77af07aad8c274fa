import type { Command, CommandScope, ServiceContext } from '@orrery/kit';
import type { ReviewsLoaders } from './loaders/reviews.loaders.js';
import type { ReviewsModels } from './models/reviews.models.js';

/** What reviews' resolvers get as their context. */
export type ReviewsContext = ServiceContext<ReviewsModels, ReviewsLoaders>;

/** What reviews' commands work with. */
export type ReviewsScope = CommandScope<ReviewsModels>;

/** A write of reviews'. */
export type ReviewsCommand<Input, Output> = Command<ReviewsScope, Input, Output>;
