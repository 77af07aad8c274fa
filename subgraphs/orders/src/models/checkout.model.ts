import { type Connection, Schema } from 'mongoose';
import { CHECKOUT_STATES, type CheckoutState } from '../domain/checkout-machine.js';
import type { Amount } from '../domain/money.js';
import { moneySchema } from './money.schema.js';

/** A checkout as stored: the saga of one order, and all that any instance needs to take it further. */
export interface CheckoutDocument {
  /** The order's id. */
  _id: string;
  state: CheckoutState;
  /** The total that the customer had seen; null for orders that were not placed by a checkout. */
  expectedTotal: Amount | null;
  /** A token of the payment provider's. */
  paymentMethod: string | null;
  /** COMPENSATING: the answers that have not come. */
  awaiting: string[];
  /** When the answers must have come; null when none is awaited. */
  deadlineAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

const checkoutSchema = new Schema<CheckoutDocument>(
  {
    _id: { type: String, required: true },
    state: { type: String, enum: CHECKOUT_STATES, required: true },
    expectedTotal: { type: moneySchema, default: null },
    paymentMethod: { type: String, default: null },
    awaiting: { type: [String], required: true },
    deadlineAt: { type: Date, default: null },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'checkouts', versionKey: false },
);

// Sparse would not do: null is a value. Checkouts that have ended are not in it.
checkoutSchema.index({ deadlineAt: 1 }, { partialFilterExpression: { deadlineAt: { $type: 'date' } } });

/** Binds the model to the service's connection. */
export function checkoutModel(connection: Connection) {
  return connection.model<CheckoutDocument>('Checkout', checkoutSchema);
}

/** A checkout that begins in a state; what is not given is not known, or not awaited. */
export function newCheckout(
  orderId: string,
  state: CheckoutState,
  given: Partial<Pick<CheckoutDocument, 'expectedTotal' | 'paymentMethod' | 'deadlineAt'>> = {},
): CheckoutDocument {
  const now = new Date();
  return {
    _id: orderId,
    state,
    expectedTotal: null,
    paymentMethod: null,
    awaiting: [],
    deadlineAt: null,
    createdAt: now,
    updatedAt: now,
    ...given,
  };
}
