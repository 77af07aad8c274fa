import {
  type Filter,
  findPage,
  hasScope,
  type LoaderScope,
  loadCountsByKey,
  loadManyByKey,
  loadOneByKey,
  loadPagesByKey,
  type PageRequest,
} from '@orrery/kit';
import DataLoader from 'dataloader';
import type { ReservationState } from '../domain/reservation-state.js';
import type { InventoryModels } from '../models/inventory.models.js';
import type { WarehouseDocument } from '../models/warehouse.model.js';
import { ADJUSTMENTS_NEWEST, LEVELS_BY_PRODUCT, RESERVATIONS_NEWEST } from './stock-orders.js';
import { type StockLevelCriteria, stockLevelFilter } from './stock-search.js';

/** One request's reads of inventory. Loaders by key answer one result per key, in order, null for absent. */
export function inventoryLoaders({ models, caller }: LoaderScope<InventoryModels>) {
  const { Warehouse, StockLevel, StockAdjustment, Reservation } = models;
  const visible = () => hasScope(caller, 'stock:read');
  const inState = (state?: ReservationState | null): Filter => (state ? { state } : {});
  let allWarehouses: Promise<WarehouseDocument[]> | undefined;
  const warehouses = () => {
    allWarehouses ??= Warehouse.find({}, null, { sort: { code: 1 } })
      .lean()
      .exec();
    return allWarehouses;
  };
  return {
    /** All of them, by code: a handful, read once a request whoever asks for how many. */
    warehouses,
    warehouseById: new DataLoader<string, WarehouseDocument | null>(async (ids) => {
      const byId = new Map((await warehouses()).map((warehouse) => [warehouse._id, warehouse]));
      return ids.map((id) => byId.get(id) ?? null);
    }),
    stockLevelById: loadOneByKey(StockLevel, '_id', { visible }),
    /** A product's levels, for sums: whoever lists them one by one must be staff. */
    levelsOfProduct: loadManyByKey(StockLevel, 'productId', { sort: { warehouseId: 1 } }),
    stockLevelPage: (criteria: StockLevelCriteria, page: PageRequest) =>
      findPage(StockLevel, stockLevelFilter(criteria), LEVELS_BY_PRODUCT, page),
    stockLevelCount: (criteria: StockLevelCriteria) =>
      StockLevel.countDocuments(stockLevelFilter(criteria)).exec(),
    adjustmentsOfProduct: loadPagesByKey(StockAdjustment, 'productId', { order: ADJUSTMENTS_NEWEST }),
    adjustmentCountOfProduct: loadCountsByKey(StockAdjustment, 'productId'),
    reservationById: loadOneByKey(Reservation, '_id', { visible }),
    reservationPage: (state: ReservationState | null | undefined, page: PageRequest) =>
      findPage(Reservation, inState(state), RESERVATIONS_NEWEST, page),
    reservationCount: (state?: ReservationState | null) => Reservation.countDocuments(inState(state)).exec(),
  };
}

/** What {@link inventoryLoaders} makes. */
export type InventoryLoaders = ReturnType<typeof inventoryLoaders>;
