import { Public } from '@orrery/kit';
import { Field, Float, Int, ObjectType } from 'type-graphql';

/** What a product's reviews add up to. */
@Public()
@ObjectType('ProductRating', { description: "What a product's reviews add up to." })
export class ProductRating {
  @Field(() => Float, {
    nullable: true,
    description: 'The mean of all ratings, 1 to 5; null without reviews.',
  })
  average!: number | null;

  @Field(() => Int, { description: 'How many reviews there are.' })
  count!: number;

  @Field(() => [Int], {
    description: 'How many reviews gave 1, 2, 3, 4 and 5 stars, in this order: always five numbers.',
  })
  histogram!: readonly number[];
}
