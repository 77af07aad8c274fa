import { defineService } from '@orrery/kit';
import { configSchema } from './config.js';
import { orderShipped } from './events/order-shipped.handler.js';
import { stockKeepWasRequested } from './events/stock-keep-requested.handler.js';
import { stockReleaseWasRequested } from './events/stock-release-requested.handler.js';
import { stockWasRequested } from './events/stock-requested.handler.js';
import { references } from './graphql/references/references.js';
import { ProductResolver } from './graphql/resolvers/product.resolver.js';
import { ReservationLineResolver, ReservationResolver } from './graphql/resolvers/reservation.resolver.js';
import { ShippingEstimateResolver } from './graphql/resolvers/shipping-estimate.resolver.js';
import { ProductStockResolver, StockLevelResolver } from './graphql/resolvers/stock.resolver.js';
import { StockAdjustmentResolver } from './graphql/resolvers/stock-adjustment.resolver.js';
import { StockChangedResolver } from './graphql/resolvers/stock-changed.resolver.js';
import { WarehouseResolver } from './graphql/resolvers/warehouse.resolver.js';
import { expireReservations } from './jobs/expire-reservations.job.js';
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
  handlers: [stockWasRequested, stockKeepWasRequested, stockReleaseWasRequested, orderShipped],
  jobs: [expireReservations],
  seed: seedInventory,
});
