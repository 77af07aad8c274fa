import { newId } from '@orrery/contracts';
import { isDuplicateKey, NotNow } from '@orrery/kit';
import type { ClientSession, Model } from 'mongoose';
import { type ReservationState, reservationStatesBefore } from '../domain/reservation-state.js';
import type { ReservationDocument } from './reservation.model.js';

/** An order's reservation, or one that expired by a point in time. */
export type WhichReservation =
  | { readonly orderId: string }
  | { readonly _id: string; readonly expiresAt: { readonly $lte: Date } };

/** An order's reservation, in whatever state. */
export async function findReservation(
  model: Model<ReservationDocument>,
  orderId: string,
  session: ClientSession,
): Promise<ReservationDocument | null> {
  return model.findOne({ orderId }, null, { session }).lean<ReservationDocument>();
}

/**
 * Writes an order's first reservation.
 * @throws NotNow when another message about the same order wrote it at the same time: the next try finds it
 */
export async function insertReservation(
  model: Model<ReservationDocument>,
  facts: Pick<ReservationDocument, 'orderId' | 'lines' | 'state' | 'expiresAt'>,
  session: ClientSession,
): Promise<ReservationDocument> {
  const now = new Date();
  const reservation = { _id: newId('Reservation'), ...facts, createdAt: now, updatedAt: now };
  try {
    await model.create([reservation], { session });
  } catch (error) {
    if (isDuplicateKey(error)) throw new NotNow('the order got its reservation at the same time', 10);
    throw error;
  }
  return reservation;
}

/**
 * Moves a reservation into a state that it may go to, by one conditional update.
 * @returns the reservation after; null when there is none, or it is not in a state before that one
 */
export async function moveReservation(
  model: Model<ReservationDocument>,
  which: WhichReservation,
  to: ReservationState,
  session: ClientSession,
): Promise<ReservationDocument | null> {
  return model
    .findOneAndUpdate(
      { ...which, state: { $in: [...reservationStatesBefore(to)] } },
      { $set: { state: to, updatedAt: new Date() } },
      { returnDocument: 'after', session },
    )
    .lean<ReservationDocument>();
}

/** Takes the date of its expiry off an order's reservation. Resolves to false when there is none, or it was released. */
export async function holdWithoutEnd(
  model: Model<ReservationDocument>,
  orderId: string,
  session: ClientSession,
): Promise<boolean> {
  const { matchedCount } = await model.updateOne(
    { orderId, state: { $ne: 'RELEASED' } },
    { $set: { expiresAt: null } },
    { session },
  );
  return matchedCount === 1;
}
