import { connectionType, Scopes } from '@orrery/kit';
import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';

/** Why stock was adjusted. */
export enum StockAdjustmentReason {
  RECEIVED = 'RECEIVED',
  RETURNED = 'RETURNED',
  COUNTED = 'COUNTED',
  DAMAGED = 'DAMAGED',
  LOST = 'LOST',
}
registerEnumType(StockAdjustmentReason, {
  name: 'StockAdjustmentReason',
  description: 'Why stock was adjusted.',
  valuesConfig: {
    RECEIVED: { description: 'Goods came from a supplier.' },
    RETURNED: { description: 'A customer sent goods back.' },
    COUNTED: { description: 'A count found more or fewer than the books said.' },
    DAMAGED: { description: 'Goods cannot be sold any more.' },
    LOST: { description: 'Goods cannot be found.' },
  },
});

/** A record of an adjustment. */
@Scopes([['stock:read']])
@ObjectType('StockAdjustment', {
  description: 'A record of stock that was adjusted: written once, never changed.',
})
export class StockAdjustment {
  @Field(() => ID, { name: 'id', description: "The record's id." })
  _id!: string;

  @Field(() => Int, { description: 'How many units came, or went when below zero.' })
  delta!: number;

  @Field(() => StockAdjustmentReason, { description: 'Why.' })
  reason!: StockAdjustmentReason;

  @Field(() => String, { description: 'What the one who made it wrote beside it; may be empty.' })
  note!: string;

  @Field(() => Date, { description: 'When.' })
  madeAt!: Date;

  warehouseId!: string;

  madeBy!: string;
}

/** A page of adjustments. */
export const StockAdjustmentConnection = connectionType(
  () => StockAdjustment,
  'StockAdjustment',
  'adjustments',
  Scopes([['stock:read']]),
);
