import { IsISO31661Alpha2, Max, Min } from 'class-validator';
import { ArgsType, Field, Int } from 'type-graphql';

/** The arguments of a shipping estimate. */
@ArgsType()
export class ShippingArgs {
  @IsISO31661Alpha2({ message: 'must be an ISO 3166-1 alpha-2 code' })
  @Field(() => String, { description: 'Where to: an ISO 3166-1 alpha-2 code such as DE.' })
  country!: string;

  @Min(1)
  @Max(1_000)
  @Field(() => Int, { defaultValue: 1, description: 'How many units: 1 to 1000.' })
  quantity: number = 1;
}
