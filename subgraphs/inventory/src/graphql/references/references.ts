import { foreignEntity, ownedEntity, type References } from '@orrery/kit';
import type { InventoryLoaders } from '../../loaders/inventory.loaders.js';

/** How inventory resolves representations of its entities, and of the one that it adds fields to. */
export const references: References<InventoryLoaders> = {
  Warehouse: ownedEntity({ id: (loaders) => loaders.warehouseById }),
  StockLevel: ownedEntity({ id: (loaders) => loaders.stockLevelById }),
  Reservation: ownedEntity({ id: (loaders) => loaders.reservationById }),
  Product: foreignEntity(),
};
