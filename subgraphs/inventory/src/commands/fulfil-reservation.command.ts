import type { InventoryCommand } from '../context.js';
import type { ReservationDocument } from '../models/reservation.model.js';
import { moveReservation } from '../models/reservation-updates.js';
import { shipUnits } from '../models/stock-updates.js';

/**
 * Lets what an order was promised leave the warehouses, all lines in one transaction.
 * @returns the reservation, also when it had ended before (its state tells how); null when the order never had one
 */
export const fulfilReservation: InventoryCommand<{ orderId: string }, ReservationDocument | null> = async (
  { models, transaction, live },
  { orderId },
) => {
  const fulfilled = await transaction(async (session) => {
    const reservation = await moveReservation(models.Reservation, orderId, 'FULFILLED', session);
    for (const line of reservation?.lines ?? []) await shipUnits(models.StockLevel, line, session);
    return reservation;
  });
  if (!fulfilled) return models.Reservation.findOne({ orderId }).lean();
  for (const { productId } of fulfilled.lines) live.publish('stockChanged', { productId });
  return fulfilled;
};
