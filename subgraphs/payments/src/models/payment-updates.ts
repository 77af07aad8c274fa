import type { Model } from 'mongoose';
import { isLive, type PaymentState, statesFor } from '../domain/payment-state.js';
import type { ProviderAnswer } from '../domain/provider.js';
import type { PaymentDocument } from './payment.model.js';

// Each function is one conditional update: the state that allows the change is part of the change.

/** An operation that one payment can have pending. */
export type PendingOperation = NonNullable<PaymentDocument['pending']>;

/** What an operation leads to when it is approved. */
const APPROVED = { AUTHORIZE: 'AUTHORIZED', CAPTURE: 'CAPTURED', VOID: 'VOIDED' } as const satisfies Record<
  PendingOperation,
  PaymentState
>;

/** Marks a capture or void as begun; null when the payment's state does not allow it, or something is pending. */
export async function beginOperation(
  model: Model<PaymentDocument>,
  id: string,
  operation: Exclude<PendingOperation, 'AUTHORIZE'>,
): Promise<PaymentDocument | null> {
  return model
    .findOneAndUpdate(
      { _id: id, state: { $in: statesFor(operation) }, pending: null },
      { $set: { pending: operation, updatedAt: new Date() } },
      { returnDocument: 'after' },
    )
    .lean<PaymentDocument>();
}

/**
 * Ends a pending operation as the provider's answer says; an unknown answer changes nothing.
 * @returns the payment after; null when the answer is unknown, or somebody else has ended the operation
 */
export async function endOperation(
  model: Model<PaymentDocument>,
  payment: PaymentDocument,
  operation: PendingOperation,
  answer: ProviderAnswer,
): Promise<PaymentDocument | null> {
  if (answer.outcome === 'UNKNOWN') return null;
  const change =
    answer.outcome === 'APPROVED'
      ? approved(payment, operation, answer.reference)
      : declined(operation, answer.reason);
  const at = new Date();
  return model
    .findOneAndUpdate(
      { _id: payment._id, pending: operation },
      {
        $set: {
          ...change,
          ...(change.state && { live: isLive(change.state) }),
          pending: null,
          updatedAt: at,
        },
        ...(change.state && { $push: { history: { state: change.state, at } } }),
      },
      { returnDocument: 'after' },
    )
    .lean<PaymentDocument>();
}

function approved(
  { amount, authorizedMinor }: PaymentDocument,
  operation: PendingOperation,
  reference: string,
): Partial<PaymentDocument> {
  const state = APPROVED[operation];
  if (operation === 'AUTHORIZE') {
    return { state, authorizedMinor: amount.amountMinor, providerReference: reference };
  }
  return operation === 'CAPTURE' ? { state, capturedMinor: authorizedMinor } : { state };
}

// A capture or void that was declined leaves the payment as it was.
function declined(
  operation: PendingOperation,
  reason: PaymentDocument['declineReason'],
): Partial<PaymentDocument> {
  return operation === 'AUTHORIZE' ? { state: 'DECLINED', declineReason: reason } : {};
}
