import { Money, Public } from '@orrery/kit';
import { Field, Int, ObjectType } from 'type-graphql';

/** What shipping would cost. */
@Public()
@ObjectType('ShippingEstimate', {
  description: 'What it would cost to ship a product today, and how long it would take.',
})
export class ShippingEstimate {
  @Field(() => Money, {
    description: 'The price of the whole shipment, by weight or by volume, whichever is more.',
  })
  cost!: Money;

  @Field(() => Int, { description: 'The fewest working days until it arrives.' })
  minDays!: number;

  @Field(() => Int, { description: 'The most working days until it arrives.' })
  maxDays!: number;

  warehouseId!: string;
}
