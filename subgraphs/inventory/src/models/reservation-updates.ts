import type { ClientSession, Model } from 'mongoose';
import { type ReservationState, reservationStatesBefore } from '../domain/reservation-state.js';
import type { ReservationDocument } from './reservation.model.js';

/**
 * Moves an order's reservation into a state that it may go to, by one conditional update.
 * @returns the reservation after; null when there is none, or it is not in a state before that one
 */
export async function moveReservation(
  model: Model<ReservationDocument>,
  orderId: string,
  to: ReservationState,
  session: ClientSession,
): Promise<ReservationDocument | null> {
  return model
    .findOneAndUpdate(
      { orderId, state: { $in: [...reservationStatesBefore(to)] } },
      { $set: { state: to, updatedAt: new Date() } },
      { returnDocument: 'after', session },
    )
    .lean<ReservationDocument>();
}
