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
  /** How often this attempt was asked for. */
  asks: number;
  /** 1, and one more each time that it is tried again after the provider said no; absent in refunds of before: 1. */
  attempts?: number;
  /** FAILED: when it is tried again by itself; null or absent when it is not. */
  retryAt?: Date | null;
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
    attempts: { type: Number, default: 1 },
    retryAt: { type: Date, default: null },
    declineReason: { type: String, enum: [...DECLINE_REASONS, null], default: null },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'refunds', versionKey: false },
);

refundSchema.index({ paymentId: 1, idempotencyKey: 1 }, { unique: true });
refundSchema.index({ paymentId: 1, createdAt: 1 });
refundSchema.index({ dueAt: 1 });
refundSchema.index({ createdAt: -1, _id: -1 });
refundSchema.index({ state: 1, createdAt: -1, _id: -1 });
// Sparse would not do: null is a value.
refundSchema.index({ retryAt: 1 }, { partialFilterExpression: { retryAt: { $type: 'date' } } });

/** The number of a refund's latest attempt. */
export function attemptOf({ attempts }: Pick<RefundDocument, 'attempts'>): number {
  return attempts ?? 1;
}

/** Binds the model to the service's connection. */
export function refundModel(connection: Connection) {
  return connection.model<RefundDocument>('Refund', refundSchema);
}
