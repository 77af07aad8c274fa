import type { InventoryCommand } from '../context.js';
import type { ReservationDocument } from '../models/reservation.model.js';
import { moveReservation } from '../models/reservation-updates.js';
import { releaseUnits } from '../models/stock-updates.js';

/**
 * Releases what an order was promised, all lines in one transaction.
 * @returns the reservation, also when it had ended before (its state tells how); null when the order never had one
 */
export const releaseStock: InventoryCommand<{ orderId: string }, ReservationDocument | null> = async (
  { models, transaction, live },
  { orderId },
) => {
  const released = await transaction(async (session) => {
    const reservation = await moveReservation(models.Reservation, orderId, 'RELEASED', session);
    for (const line of reservation?.lines ?? []) await releaseUnits(models.StockLevel, line, session);
    return reservation;
  });
  if (!released) return models.Reservation.findOne({ orderId }).lean();
  for (const { productId } of released.lines) live.publish('stockChanged', { productId });
  return released;
};
