import { PageArgs } from '@orrery/kit';
import { ArrayMaxSize, Min } from 'class-validator';
import { ArgsType, Field, ID, InputType, Int } from 'type-graphql';
import { ReservationState } from '../types/reservation.type.js';

/** A filter on stock levels. */
@InputType({ description: 'Which stock levels: every part that is given must hold.' })
export class StockLevelFilterInput {
  @ArrayMaxSize(100)
  @Field(() => [ID], { nullable: true, description: 'Those of any of these products: at most 100.' })
  productIds?: string[] | null;

  @Field(() => ID, { nullable: true, description: 'Those in this warehouse.' })
  warehouseId?: string | null;

  @Min(0)
  @Field(() => Int, { nullable: true, description: 'Those that run low: with so many available, or fewer.' })
  availableAtMost?: number | null;
}

/** The arguments of a list of stock levels. */
@ArgsType()
export class StockLevelListArgs extends PageArgs {
  @Field(() => StockLevelFilterInput, { nullable: true, description: 'Which ones; all when absent.' })
  filter?: StockLevelFilterInput | null;
}

/** The arguments of a list of reservations. */
@ArgsType()
export class ReservationListArgs extends PageArgs {
  @Field(() => ReservationState, {
    nullable: true,
    description: 'Only those in this state; all when absent.',
  })
  state?: ReservationState | null;
}

/** The arguments of live stock. */
@ArgsType()
export class StockChangedArgs {
  @ArrayMaxSize(100)
  @Field(() => [ID], { description: 'The products to watch: at most 100.' })
  productIds!: string[];
}
