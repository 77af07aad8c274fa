import { connectionType, Scopes } from '@orrery/kit';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { availableOf, isBalanced } from '../../domain/stock.js';

/** The StockLevel entity. */
@Scopes([['stock:read']])
@Directive('@key(fields: "id")')
@ObjectType('StockLevel', { description: 'The units of one product in one warehouse. For warehouse staff.' })
export class StockLevel {
  @Field(() => ID, { name: 'id', description: "The stock level's id." })
  _id!: string;

  @Field(() => Int, { description: 'Units that lie in the warehouse, reserved ones included.' })
  onHand!: number;

  @Field(() => Int, { description: 'Units on hand that are promised to orders.' })
  reserved!: number;

  @Field(() => Int, { description: 'Units that can be promised: on hand and not reserved.' })
  available(): number {
    return availableOf(this);
  }

  @Field(() => Int, { description: 'Units that left with orders.' })
  sold!: number;

  @Field(() => Int, { description: 'Units that were there when the level was opened.' })
  initial!: number;

  @Field(() => Int, { description: 'The sum of all adjustments since.' })
  adjusted!: number;

  @Directive('@inaccessible')
  @Field(() => Boolean, {
    description:
      'Whether the figures add up: available + reserved + sold = initial + adjusted. Not part of the public graph: for whoever watches the service itself.',
  })
  balanced(): boolean {
    return isBalanced(this);
  }

  @Field(() => Date, { description: 'When any of it last changed.' })
  updatedAt!: Date;

  productId!: string;

  warehouseId!: string;
}

/** A page of stock levels. */
export const StockLevelConnection = connectionType(
  () => StockLevel,
  'StockLevel',
  'stock levels',
  Scopes([['stock:read']]),
);
