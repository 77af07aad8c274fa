import type { ClientSession, Model } from 'mongoose';
import { isLive, type PaymentState, statesFor } from '../domain/payment-state.js';
import type { ProviderDecision } from '../domain/provider.js';
import type { AwaitedReply, PaymentDocument } from './payment.model.js';

// Each function is one conditional update: the state that allows the change is part of the change.

/** An operation that one payment can have pending. */
export type PendingOperation = NonNullable<PaymentDocument['pending']>;

/** What an operation leads to when it is approved. */
const APPROVED = { AUTHORIZE: 'AUTHORIZED', CAPTURE: 'CAPTURED', VOID: 'VOIDED' } as const satisfies Record<
  PendingOperation,
  PaymentState
>;

/** How an operation begins. */
export interface Beginning {
  /** When the provider is asked, unless whoever begins it gets an answer before. */
  readonly dueAt: Date;
  readonly awaited?: AwaitedReply;
  readonly session?: ClientSession;
}

/**
 * Marks a capture or void as begun; null when the payment's state does not allow it, something is pending, or it is a capture
 * of what the order wants back.
 */
export async function beginOperation(
  model: Model<PaymentDocument>,
  id: string,
  operation: Exclude<PendingOperation, 'AUTHORIZE'>,
  { dueAt, awaited, session }: Beginning,
): Promise<PaymentDocument | null> {
  return model
    .findOneAndUpdate(
      {
        _id: id,
        state: { $in: statesFor(operation) },
        pending: null,
        ...(operation === 'CAPTURE' && { closing: { $ne: true } }),
      },
      {
        $set: {
          pending: operation,
          dueAt,
          asks: 0,
          awaited: awaited ? [awaited] : [],
          updatedAt: new Date(),
        },
      },
      { returnDocument: 'after', session },
    )
    .lean<PaymentDocument>();
}

/** Has one more command answered when what is pending has an outcome. */
export async function awaitReply(
  model: Model<PaymentDocument>,
  id: string,
  awaited: AwaitedReply,
  session: ClientSession,
): Promise<void> {
  await model.updateOne({ _id: id }, { $push: { awaited } }, { session });
}

/**
 * Ends a pending operation as the provider has decided.
 * @returns the payment before and after; null when somebody else has ended the operation
 */
export async function endOperation(
  model: Model<PaymentDocument>,
  id: string,
  operation: PendingOperation,
  decision: ProviderDecision,
  session: ClientSession,
): Promise<{ before: PaymentDocument; after: PaymentDocument } | null> {
  const before = await model
    .findOne({ _id: id, pending: operation }, null, { session })
    .lean<PaymentDocument>();
  if (!before) return null;
  const at = new Date();
  const { state, ...change } = changeOf(before, operation, decision);
  const after = await model
    .findOneAndUpdate(
      { _id: id, pending: operation },
      {
        $set: {
          ...change,
          ...(state && { state, live: isLive(state) }),
          ...(decision.card && { card: decision.card }),
          pending: null,
          dueAt: null,
          asks: 0,
          awaited: [],
          updatedAt: at,
        },
        ...(state && { $push: { history: { state, at } } }),
      },
      { returnDocument: 'after', session },
    )
    .lean<PaymentDocument>();
  return after && { before, after };
}

function changeOf(
  { amount, authorizedMinor, closing }: PaymentDocument,
  operation: PendingOperation,
  decision: ProviderDecision,
): Partial<PaymentDocument> {
  if (decision.outcome === 'APPROVED') {
    const state = APPROVED[operation];
    if (operation === 'AUTHORIZE') {
      return { state, authorizedMinor: amount.amountMinor, providerReference: decision.reference };
    }
    return operation === 'CAPTURE' ? { state, capturedMinor: authorizedMinor } : { state };
  }
  const { reason: declineReason } = decision;
  if (operation === 'AUTHORIZE') return { state: 'DECLINED', declineReason };
  // An authorization that cannot be let go of lapses by itself: it must not keep its order from ending.
  if (operation === 'VOID' && closing) return { state: 'VOIDED', declineReason };
  return {}; // a capture or void that was declined leaves the payment as it was
}
