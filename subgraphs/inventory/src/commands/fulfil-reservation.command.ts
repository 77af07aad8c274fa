import type { InventoryStep } from '../context.js';
import { moveReservation } from '../models/reservation-updates.js';
import { shipUnits } from '../models/stock-updates.js';
import { tellStockChanged } from './stock-changed.js';

/** Lets what an order was promised leave the warehouses. Resolves to whether it was promised anything still. */
export const fulfilReservation: InventoryStep<{ orderId: string }, boolean> = async (
  scope,
  { orderId },
  session,
) => {
  const { Reservation, StockLevel } = scope.models;
  const fulfilled = await moveReservation(Reservation, { orderId }, 'FULFILLED', session);
  if (!fulfilled) return false;
  for (const line of fulfilled.lines) await shipUnits(StockLevel, line, session);
  tellStockChanged(scope, fulfilled.lines, session);
  return true;
};
