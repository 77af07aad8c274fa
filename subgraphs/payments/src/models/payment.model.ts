import { type Connection, Schema } from 'mongoose';
import { CARD_BRANDS, type CardTraces } from '../domain/card.js';
import { PAYMENT_STATES, type PaymentOperation, type PaymentState } from '../domain/payment-state.js';
import { DECLINE_REASONS, type DeclineReason } from '../domain/provider.js';

/** A payment as stored. Amounts are in minor units of `amount.currency`. */
export interface PaymentDocument {
  _id: string;
  orderId: string;
  /** Whose order it pays. */
  userId: string;
  amount: { amountMinor: number; currency: string };
  authorizedMinor: number;
  capturedMinor: number;
  /** What was given back. */
  refundedMinor: number;
  /** What is being given back: asked for, and no answer known. Never above captured less refunded. */
  refundingMinor: number;
  state: PaymentState;
  /** Whether the order needs no other payment: at most one of an order's payments is live. */
  live: boolean;
  history: { state: PaymentState; at: Date }[];
  card: { -readonly [K in keyof CardTraces]: CardTraces[K] };
  declineReason: DeclineReason | null;
  /** What the provider calls it; null until it is authorized. */
  providerReference: string | null;
  /** What was asked of the provider without an answer known yet (refunds have documents of their own). */
  pending: Exclude<PaymentOperation, 'REFUND'> | null;
  /** The key under which it was asked for. */
  authorizationKey: string;
  createdAt: Date;
  updatedAt: Date;
}

const minor = { type: Number, required: true, min: 0 };
const money = new Schema({ amountMinor: Number, currency: String }, { _id: false });
const step = new Schema({ state: String, at: Date }, { _id: false });
const card = new Schema({ brand: { type: String, enum: CARD_BRANDS }, last4: String }, { _id: false });

const paymentSchema = new Schema<PaymentDocument>(
  {
    _id: { type: String, required: true },
    orderId: { type: String, required: true },
    userId: { type: String, required: true },
    amount: { type: money, required: true },
    authorizedMinor: minor,
    capturedMinor: minor,
    refundedMinor: minor,
    refundingMinor: minor,
    state: { type: String, enum: PAYMENT_STATES, required: true },
    live: { type: Boolean, required: true },
    history: { type: [step], required: true },
    card: { type: card, required: true },
    declineReason: { type: String, enum: [...DECLINE_REASONS, null], default: null },
    providerReference: { type: String, default: null },
    pending: { type: String, default: null },
    authorizationKey: { type: String, required: true },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'payments', versionKey: false },
);

paymentSchema.index(
  { orderId: 1 },
  { unique: true, partialFilterExpression: { live: true }, name: 'one_live' },
);
paymentSchema.index({ orderId: 1, createdAt: -1, _id: -1 });
paymentSchema.index({ authorizationKey: 1 }, { unique: true });
paymentSchema.index({ createdAt: -1, _id: -1 });
paymentSchema.index({ state: 1, createdAt: -1, _id: -1 });

/** Binds the model to the service's connection. */
export function paymentModel(connection: Connection) {
  return connection.model<PaymentDocument>('Payment', paymentSchema);
}
