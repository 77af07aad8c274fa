import { Max, MaxLength, Min, NotEquals } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { StockAdjustmentReason } from '../types/stock-adjustment.type.js';

const MAX_DELTA = 1_000_000;

/** An adjustment of stock. */
@InputType({ description: 'Units that came into a warehouse or went from it, other than with orders.' })
export class AdjustStockInput {
  @Field(() => ID, {
    description: 'The product. Only the form of its id is checked: a new product starts without any stock.',
  })
  productId!: string;

  @Field(() => ID, { description: 'The warehouse.' })
  warehouseId!: string;

  @NotEquals(0, { message: 'must not be 0' })
  @Min(-MAX_DELTA)
  @Max(MAX_DELTA)
  @Field(() => Int, { description: 'How many units came, or went when below zero.' })
  delta!: number;

  @Field(() => StockAdjustmentReason, { description: 'Why.' })
  reason!: StockAdjustmentReason;

  @MaxLength(500)
  @Field(() => String, { nullable: true, description: 'More about it: a delivery note, who counted.' })
  note?: string | null;
}
