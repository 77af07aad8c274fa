import type { ClientSession } from 'mongoose';
import type { InventoryScope, InventoryStep } from '../context.js';
import type { ReservationDocument } from '../models/reservation.model.js';
import {
  findReservation,
  insertReservation,
  moveReservation,
  type WhichReservation,
} from '../models/reservation-updates.js';
import { releaseUnits } from '../models/stock-updates.js';
import { tellStockChanged } from './stock-changed.js';

/**
 * Gives back what an order was promised. An order that has no reservation gets a released one without lines: what it asks for
 * later, because the messages overtook each other, is not reserved any more. What ended before stays as it is.
 */
export const releaseStock: InventoryStep<{ orderId: string }, void> = async (scope, { orderId }, session) => {
  const { Reservation } = scope.models;
  if (await release(scope, { orderId }, session)) return;
  if (await findReservation(Reservation, orderId, session)) return;
  await insertReservation(Reservation, { orderId, lines: [], state: 'RELEASED', expiresAt: null }, session);
};

/** Gives back what was promised until `now` or before. Resolves to false when it was released, kept or shipped meanwhile. */
export const expireReservation: InventoryStep<{ id: string; now: Date }, boolean> = async (
  scope,
  { id, now },
  session,
) => (await release(scope, { _id: id, expiresAt: { $lte: now } }, session)) !== null;

async function release(
  scope: InventoryScope,
  which: WhichReservation,
  session: ClientSession,
): Promise<ReservationDocument | null> {
  const { Reservation, StockLevel } = scope.models;
  const released = await moveReservation(Reservation, which, 'RELEASED', session);
  if (!released) return null;
  for (const line of released.lines) await releaseUnits(StockLevel, line, session);
  tellStockChanged(scope, released.lines, session);
  return released;
}
