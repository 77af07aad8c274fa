import { type Connection, Schema } from 'mongoose';
import { CARD_BRANDS, type CardTraces } from '../domain/card.js';
import { PAYMENT_STATES, type PaymentOperation, type PaymentState } from '../domain/payment-state.js';
import { DECLINE_REASONS, type DeclineReason } from '../domain/provider.js';

/** A command of another service's that is answered when what it asked for has an outcome. */
export interface AwaitedReply {
  readonly to: 'AUTHORIZE' | 'CAPTURE';
  /** The order's version as the command told it. */
  readonly version: number;
}

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
  /** Null while only the provider knows it. */
  card: { -readonly [K in keyof CardTraces]: CardTraces[K] } | null;
  /** The provider's token for the card; null when the card was told by telephone, and is not kept. */
  paymentMethod: string | null;
  declineReason: DeclineReason | null;
  /** What the provider calls it; null until it is authorized. */
  providerReference: string | null;
  /** What was asked of the provider without an answer known yet (refunds have documents of their own). */
  pending: Exclude<PaymentOperation, 'REFUND'> | null;
  /** When what is pending is asked for next, unless whoever asks for it now gets an answer; null when nothing is pending. */
  dueAt: Date | null;
  /** How often what is pending was asked for. */
  asks: number;
  /** Whether the order wants its money back, however far the payment comes. */
  closing: boolean;
  awaited: AwaitedReply[];
  /** The key under which it was asked for. */
  authorizationKey: string;
  createdAt: Date;
  updatedAt: Date;
}

const minor = { type: Number, required: true, min: 0 };
const money = new Schema({ amountMinor: Number, currency: String }, { _id: false });
const step = new Schema({ state: String, at: Date }, { _id: false });
const awaited = new Schema({ to: String, version: Number }, { _id: false });
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
    card: { type: card, default: null },
    paymentMethod: { type: String, default: null },
    declineReason: { type: String, enum: [...DECLINE_REASONS, null], default: null },
    providerReference: { type: String, default: null },
    pending: { type: String, default: null },
    dueAt: { type: Date, default: null },
    asks: { type: Number, default: 0 },
    closing: { type: Boolean, default: false },
    awaited: { type: [awaited], default: [] },
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
paymentSchema.index({ dueAt: 1 });
paymentSchema.index({ createdAt: -1, _id: -1 });
paymentSchema.index({ state: 1, createdAt: -1, _id: -1 });

/** Binds the model to the service's connection. */
export function paymentModel(connection: Connection) {
  return connection.model<PaymentDocument>('Payment', paymentSchema);
}
