import { Matches, Max, MaxLength, Min } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import type { Stars } from '../../domain/rating.js';

const NOT_BLANK = /\S/; // at least one character that can be seen
const blank = { message: 'must not be blank' };

/** A new review. */
@InputType({ description: 'A review to write.' })
export class AddReviewInput {
  @Field(() => ID, {
    description:
      'The product. Its id is taken at its word: only its form is checked, and a review of nothing is found nowhere.',
  })
  productId!: string;

  @Min(1)
  @Max(5)
  @Field(() => Int, { description: 'The stars: 1 (poor) to 5 (excellent).' })
  rating!: Stars;

  @Matches(NOT_BLANK, blank)
  @MaxLength(120)
  @Field(() => String, { description: 'The review in a few words: at most 120 characters.' })
  title!: string;

  @Matches(NOT_BLANK, blank)
  @MaxLength(5_000)
  @Field(() => String, { description: 'The review itself, as plain text: at most 5000 characters.' })
  body!: string;
}

/** Changes to a review. */
@InputType({ description: 'What to change about a review of yours: what is absent stays as it is.' })
export class UpdateReviewInput {
  @Field(() => ID, { description: 'The review to change.' })
  id!: string;

  @Min(1)
  @Max(5)
  @Field(() => Int, { nullable: true, description: 'Other stars: 1 (poor) to 5 (excellent).' })
  rating?: Stars | null;

  @Matches(NOT_BLANK, blank)
  @MaxLength(120)
  @Field(() => String, { nullable: true, description: 'Another title: at most 120 characters.' })
  title?: string | null;

  @Matches(NOT_BLANK, blank)
  @MaxLength(5_000)
  @Field(() => String, { nullable: true, description: 'Another text: at most 5000 characters.' })
  body?: string | null;
}
