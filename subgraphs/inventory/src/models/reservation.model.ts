import { type Connection, Schema } from 'mongoose';
import { RESERVATION_STATES, type ReservationState } from '../domain/reservation-state.js';

/** A reservation as stored: what one order was promised. */
export interface ReservationDocument {
  _id: string;
  /** One reservation per order. */
  orderId: string;
  lines: { productId: string; warehouseId: string; quantity: number }[];
  state: ReservationState;
  /** Null: held until it is released or fulfilled. */
  expiresAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

const line = new Schema({ productId: String, warehouseId: String, quantity: Number }, { _id: false });

const reservationSchema = new Schema<ReservationDocument>(
  {
    _id: { type: String, required: true },
    orderId: { type: String, required: true },
    lines: { type: [line], required: true },
    state: { type: String, enum: RESERVATION_STATES, required: true },
    expiresAt: { type: Date, default: null },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'reservations', versionKey: false },
);

reservationSchema.index({ orderId: 1 }, { unique: true });
reservationSchema.index({ state: 1, expiresAt: 1 });
reservationSchema.index({ createdAt: -1, _id: -1 });
reservationSchema.index({ state: 1, createdAt: -1, _id: -1 });

/** Binds the model to the service's connection. */
export function reservationModel(connection: Connection) {
  return connection.model<ReservationDocument>('Reservation', reservationSchema);
}
