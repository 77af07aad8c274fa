import { connectionType, Public } from '@orrery/kit';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';

/** The Review entity. */
@Public()
@Directive('@key(fields: "id")')
@ObjectType('Review', { description: 'What a user says about a product: one review per user and product.' })
export class Review {
  @Field(() => ID, { name: 'id', description: "The review's id." })
  _id!: string;

  @Field(() => Int, { description: 'The stars: 1 (poor) to 5 (excellent).' })
  rating!: number;

  @Field(() => String, { description: 'The review in a few words.' })
  title!: string;

  @Field(() => String, { description: 'The review itself, as plain text.' })
  body!: string;

  @Field(() => Date, { description: 'When it was written.' })
  createdAt!: Date;

  @Field(() => Date, { description: 'When it was last changed; the same as createdAt when it never was.' })
  updatedAt!: Date;

  productId!: string;

  userId!: string;
}

/** A page of reviews. */
export const ReviewConnection = connectionType(() => Review, 'Review', 'reviews', Public());
