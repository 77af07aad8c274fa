import { ArrayMaxSize, ArrayMinSize, Length, MaxLength } from 'class-validator';
import { Field, InputType } from 'type-graphql';
import { MAX_CATEGORY_DEPTH } from '../../domain/category-path.js';

/** A category to make. */
@InputType({ description: 'A category to put into the tree.' })
export class CreateCategoryInput {
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_CATEGORY_DEPTH)
  @Length(1, 100, { each: true })
  @Field(() => [String], {
    description: 'Its place: names from the root down to its own, such as ["Clothing", "Jackets"].',
  })
  path!: string[];

  @MaxLength(2_000)
  @Field(() => String, { nullable: true, description: 'What belongs there.' })
  description?: string | null;
}

/** A brand to make. */
@InputType({ description: 'A brand to put into the catalog.' })
export class CreateBrandInput {
  @Length(1, 100)
  @Field(() => String, { description: "The brand's name." })
  name!: string;
}
