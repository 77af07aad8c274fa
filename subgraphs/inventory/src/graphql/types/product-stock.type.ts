import { Public } from '@orrery/kit';
import { Field, Int, ObjectType } from 'type-graphql';

/** A product's units over all warehouses. */
@Public()
@ObjectType('ProductStock', { description: 'How many units of a product there are, over all warehouses.' })
export class ProductStock {
  @Field(() => Int, { description: 'Units that lie in warehouses, reserved ones included.' })
  onHand!: number;

  @Field(() => Int, { description: 'Units on hand that are promised to orders.' })
  reserved!: number;

  @Field(() => Int, { description: 'Units that can be ordered: on hand and not reserved.' })
  available!: number;

  productId!: string;
}
