import { MutationError, resultUnion, Scopes } from '@orrery/kit';
import { Field, Int, ObjectType } from 'type-graphql';
import { StockLevel } from './stock-level.type.js';
import { Warehouse } from './warehouse.type.js';

/** The outcome of taking away more than can be taken. */
@Scopes([['stock:adjust']])
@ObjectType({
  implements: MutationError,
  description: 'So many units are not there, or are promised to orders: nothing was changed.',
})
export class InsufficientStock extends MutationError {
  override code = 'INSUFFICIENT_STOCK';
  override message = 'So many units are not there, or are promised to orders: nothing was changed.';

  @Field(() => Int, { description: 'How many units could be taken away.' })
  available!: number;
}

/** The outcome of opening a warehouse whose code exists. */
@ObjectType({ implements: MutationError, description: 'Another warehouse has this code.' })
export class WarehouseCodeTaken extends MutationError {
  override code = 'WAREHOUSE_CODE_TAKEN';
  override message = 'Another warehouse has this code.';
}

/** What adjustStock answers. */
export const AdjustStockResult = resultUnion(
  'AdjustStockResult',
  'The stock level after the adjustment, or why there was none.',
  StockLevel,
  [InsufficientStock],
);

/** What createWarehouse answers. */
export const CreateWarehouseResult = resultUnion(
  'CreateWarehouseResult',
  'The new warehouse, or why there is none.',
  Warehouse,
  [WarehouseCodeTaken],
);
