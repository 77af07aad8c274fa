import { type Connection, Schema } from 'mongoose';
import { DECLINE_REASONS, type DeclineReason } from '../domain/provider.js';

/** What became of a refund: PENDING is asked for, and no answer known. */
export const REFUND_STATES = ['PENDING', 'SUCCEEDED', 'FAILED'] as const;

/** One of {@link REFUND_STATES}. */
export type RefundState = (typeof REFUND_STATES)[number];

/** A refund as stored. */
export interface RefundDocument {
  _id: string;
  paymentId: string;
  /** The payment's user. */
  userId: string;
  amount: { amountMinor: number; currency: string };
  reason: string;
  /** The caller's name for the request: a payment gets one refund per key. */
  idempotencyKey: string;
  state: RefundState;
  /** When it is asked for next, unless whoever asks for it now gets an answer; null when it has its outcome. */
  dueAt: Date | null;
  /** How often it was asked for. */
  asks: number;
  declineReason: DeclineReason | null;
  createdAt: Date;
  updatedAt: Date;
}

const money = new Schema({ amountMinor: Number, currency: String }, { _id: false });

const refundSchema = new Schema<RefundDocument>(
  {
    _id: { type: String, required: true },
    paymentId: { type: String, required: true },
    userId: { type: String, required: true },
    amount: { type: money, required: true },
    reason: { type: String, required: true },
    idempotencyKey: { type: String, required: true },
    state: { type: String, enum: REFUND_STATES, required: true },
    dueAt: { type: Date, default: null },
    asks: { type: Number, default: 0 },
    declineReason: { type: String, enum: [...DECLINE_REASONS, null], default: null },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'refunds', versionKey: false },
);

refundSchema.index({ paymentId: 1, idempotencyKey: 1 }, { unique: true });
refundSchema.index({ paymentId: 1, createdAt: 1 });
refundSchema.index({ dueAt: 1 });

/** Binds the model to the service's connection. */
export function refundModel(connection: Connection) {
  return connection.model<RefundDocument>('Refund', refundSchema);
}
