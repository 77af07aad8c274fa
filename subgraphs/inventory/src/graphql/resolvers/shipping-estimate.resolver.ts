import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { InventoryContext } from '../../context.js';
import { ShippingEstimate } from '../types/shipping-estimate.type.js';
import { Warehouse } from '../types/warehouse.type.js';

/** What a shipping estimate points at. */
@Resolver(() => ShippingEstimate)
export class ShippingEstimateResolver {
  @FieldResolver(() => Warehouse, { description: 'The warehouse that would send it.' })
  warehouse(@Root() estimate: ShippingEstimate, @Ctx() { loaders }: InventoryContext) {
    return loaders.warehouseById.load(estimate.warehouseId);
  }
}
