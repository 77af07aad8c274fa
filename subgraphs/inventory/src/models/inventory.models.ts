import type { Connection } from 'mongoose';
import { reservationModel } from './reservation.model.js';
import { stockAdjustmentModel } from './stock-adjustment.model.js';
import { stockLevelModel } from './stock-level.model.js';
import { warehouseModel } from './warehouse.model.js';

/** The inventory service's models on one connection. */
export function inventoryModels(connection: Connection) {
  return {
    Warehouse: warehouseModel(connection),
    StockLevel: stockLevelModel(connection),
    StockAdjustment: stockAdjustmentModel(connection),
    Reservation: reservationModel(connection),
  };
}

/** What {@link inventoryModels} makes. */
export type InventoryModels = ReturnType<typeof inventoryModels>;
