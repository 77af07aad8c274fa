import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { InventoryContext } from '../../context.js';
import { StockAdjustment } from '../types/stock-adjustment.type.js';
import { User } from '../types/user.type.js';
import { Warehouse } from '../types/warehouse.type.js';

/** What a record of an adjustment points at. */
@Resolver(() => StockAdjustment)
export class StockAdjustmentResolver {
  @FieldResolver(() => Warehouse, { description: 'In which warehouse.' })
  warehouse(@Root() adjustment: StockAdjustment, @Ctx() { loaders }: InventoryContext) {
    return loaders.warehouseById.load(adjustment.warehouseId);
  }

  @FieldResolver(() => User, { nullable: true, description: 'Who made it; null when the account is gone.' })
  madeBy(@Root() adjustment: StockAdjustment): User {
    return { id: adjustment.madeBy };
  }
}
