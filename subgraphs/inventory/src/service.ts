import { defineService } from '@orrery/kit';
import { configSchema } from './config.js';
import { references } from './graphql/references/references.js';
import { ProductResolver } from './graphql/resolvers/product.resolver.js';
import { ReservationLineResolver, ReservationResolver } from './graphql/resolvers/reservation.resolver.js';
import { ShippingEstimateResolver } from './graphql/resolvers/shipping-estimate.resolver.js';
import { ProductStockResolver, StockLevelResolver } from './graphql/resolvers/stock.resolver.js';
import { StockAdjustmentResolver } from './graphql/resolvers/stock-adjustment.resolver.js';
import { StockChangedResolver } from './graphql/resolvers/stock-changed.resolver.js';
import { WarehouseResolver } from './graphql/resolvers/warehouse.resolver.js';
import { inventoryLoaders } from './loaders/inventory.loaders.js';
import { inventoryModels } from './models/inventory.models.js';
import { seedInventory } from './seed/seed-inventory.js';

/** The inventory service: warehouses, stock and reservations. */
export const inventory = defineService({
  name: 'inventory',
  configSchema,
  models: inventoryModels,
  loaders: inventoryLoaders,
  resolvers: [
    ProductResolver,
    ProductStockResolver,
    ShippingEstimateResolver,
    StockLevelResolver,
    StockAdjustmentResolver,
    ReservationResolver,
    ReservationLineResolver,
    WarehouseResolver,
    StockChangedResolver,
  ],
  references,
  seed: seedInventory,
});
