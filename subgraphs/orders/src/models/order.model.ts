import { type Connection, Schema } from 'mongoose';
import type { Amount } from '../domain/money.js';
import { ORDER_FAILURE_CODES, type OrderFailure } from '../domain/order-failure.js';
import { ORDER_STATES, type OrderState } from '../domain/order-state.js';
import { moneySchema } from './money.schema.js';

/** A line of an order as stored: the product as it was when the order was placed, null until the catalog has told. */
export interface OrderLineDocument {
  _id: string;
  productId: string;
  sku: string | null;
  name: string | null;
  unitPrice: Amount | null;
  quantity: number;
  total: Amount | null;
}

/** An order as stored. */
export interface OrderDocument {
  _id: string;
  number: string;
  userId: string;
  state: OrderState;
  /** 1 when the order was placed, one more with each change of its state: as many as `history` has entries. */
  version: number;
  placedAt: Date;
  lines: OrderLineDocument[];
  /** This, shipping and total are null until the catalog has told the prices. */
  subtotal: Amount | null;
  shipping: Amount | null;
  total: Amount | null;
  shippingAddress: { recipient: string; lines: string[]; postalCode: string; city: string; country: string };
  history: { state: OrderState; at: Date }[];
  failure: OrderFailure | null;
}

const state = { type: String, enum: ORDER_STATES, required: true };
const text = { type: String, required: true };
const snapshotText = { type: String, default: null };
const money = { type: moneySchema, default: null };

const lineSchema = new Schema({
  _id: text,
  productId: text,
  sku: snapshotText,
  name: snapshotText,
  unitPrice: money,
  quantity: { type: Number, required: true },
  total: money,
});
const addressSchema = new Schema(
  { recipient: text, lines: { type: [String], required: true }, postalCode: text, city: text, country: text },
  { _id: false },
);
const historySchema = new Schema({ state, at: { type: Date, required: true } }, { _id: false });
const shortLineSchema = new Schema({ productId: text, wanted: Number, available: Number }, { _id: false });
const failureSchema = new Schema(
  {
    code: { type: String, enum: ORDER_FAILURE_CODES, required: true },
    message: text,
    lines: { type: [shortLineSchema], default: undefined },
    expectedTotal: { type: moneySchema, default: undefined },
    total: { type: moneySchema, default: undefined },
    reason: { type: String, default: undefined },
  },
  { _id: false },
);

const orderSchema = new Schema<OrderDocument>(
  {
    _id: text,
    number: text,
    userId: text,
    state,
    version: { type: Number, required: true },
    placedAt: { type: Date, required: true },
    lines: { type: [lineSchema], required: true },
    subtotal: money,
    shipping: money,
    total: money,
    shippingAddress: { type: addressSchema, required: true },
    history: { type: [historySchema], required: true },
    failure: { type: failureSchema, default: null },
  },
  { collection: 'orders', versionKey: false },
);

orderSchema.index({ number: 1 }, { unique: true });
orderSchema.index({ placedAt: -1, _id: -1 });
orderSchema.index({ state: 1, placedAt: -1, _id: -1 });
orderSchema.index({ userId: 1, placedAt: -1, _id: -1 });
orderSchema.index({ userId: 1, state: 1, placedAt: -1, _id: -1 });

/** Binds the model to the service's connection. */
export function orderModel(connection: Connection) {
  return connection.model<OrderDocument>('Order', orderSchema);
}
