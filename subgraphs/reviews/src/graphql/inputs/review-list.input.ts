import { PageArgs } from '@orrery/kit';
import { ArgsType, Field, registerEnumType } from 'type-graphql';

/** The orders in which a product's reviews can be listed. */
export enum ReviewSort {
  NEWEST = 'NEWEST',
  HIGHEST = 'HIGHEST',
  LOWEST = 'LOWEST',
}
registerEnumType(ReviewSort, {
  name: 'ReviewSort',
  description: "The order of a product's reviews.",
  valuesConfig: {
    NEWEST: { description: 'The newest first.' },
    HIGHEST: { description: 'The most stars first, of the same stars the newest.' },
    LOWEST: { description: 'The fewest stars first, of the same stars the newest.' },
  },
});

/** The arguments of a product's reviews. */
@ArgsType()
export class ReviewListArgs extends PageArgs {
  @Field(() => ReviewSort, { defaultValue: ReviewSort.NEWEST, description: 'In which order.' })
  sort: ReviewSort = ReviewSort.NEWEST;
}
