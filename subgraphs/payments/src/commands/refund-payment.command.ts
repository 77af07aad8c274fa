import { newId } from '@orrery/contracts';
import { isDuplicateKey } from '@orrery/kit';
import type { PaymentsCommand, PaymentsScope } from '../context.js';
import { statesFor } from '../domain/payment-state.js';
import type { PaymentDocument } from '../models/payment.model.js';
import type { RefundDocument } from '../models/refund.model.js';
import { holdForRefund } from '../models/refund-updates.js';
import { askForRefund } from './ask-provider.js';
import { KEY_REUSED, NotAllowed, Refused, requirePayment } from './outcomes.js';
import { leaseEnd, settleRefund } from './settle.js';

/** A refund to make. */
export interface NewRefund {
  readonly paymentId: string;
  /** In minor units of the payment's currency; above 0. */
  readonly amountMinor: number;
  readonly reason: string;
  readonly idempotencyKey: string;
}

/** Why nothing was refunded: only so much of what was captured is left. */
export class TooMuch {
  constructor(
    readonly refundableMinor: number,
    readonly currency: string,
  ) {}
}

/** What a refund comes to. */
export type RefundOutcome = RefundDocument | NotAllowed | Refused | TooMuch | typeof KEY_REUSED;

/**
 * Gives money of a captured payment back. The amount is set aside and the refund written in one transaction before the
 * provider is asked: however many are sent at the same time, they never add up to more than was captured. The same key
 * again gets the same refund; one that is still pending is asked for again.
 * @throws RequestError NOT_FOUND when there is no such payment
 */
export const refundPayment: PaymentsCommand<NewRefund, RefundOutcome> = async (scope, input) => {
  const payment = await requirePayment(scope, input.paymentId);
  const earlier = await earlierRefund(scope, input);
  if (earlier) return replay(scope, payment, earlier, input);
  try {
    const begun = await begin(scope, payment, input);
    if (begun) return await finishRefund(scope, payment, begun);
  } catch (error) {
    const first = isDuplicateKey(error) ? await earlierRefund(scope, input) : null;
    if (!first) throw error;
    return replay(scope, payment, first, input);
  }
  const { state, capturedMinor, refundedMinor, refundingMinor, amount } = await requirePayment(
    scope,
    payment._id,
  );
  if (!statesFor('REFUND').includes(state)) return new NotAllowed(state, 'REFUND', null);
  return new TooMuch(capturedMinor - refundedMinor - refundingMinor, amount.currency);
};

/** Asks the provider for a pending refund and ends it as the answer says; an unknown answer leaves it pending. */
export async function finishRefund(
  scope: PaymentsScope,
  payment: PaymentDocument,
  refund: RefundDocument,
): Promise<RefundDocument | Refused> {
  const answer = await askForRefund(scope, payment, refund);
  const ended = await settleRefund(scope, payment, refund, answer);
  if (answer.outcome === 'UNKNOWN') return refund;
  if (answer.outcome === 'DECLINED') return new Refused(answer.reason);
  return ended ?? ((await scope.models.Refund.findById(refund._id).lean()) as RefundDocument);
}

function earlierRefund({ models }: PaymentsScope, { paymentId, idempotencyKey }: NewRefund) {
  return models.Refund.findOne({ paymentId, idempotencyKey }).lean<RefundDocument>();
}

/** Sets the amount aside and writes the refund, or neither (null). */
async function begin(
  scope: PaymentsScope,
  payment: PaymentDocument,
  { amountMinor, reason, idempotencyKey }: NewRefund,
): Promise<RefundDocument | null> {
  const { models, transaction } = scope;
  const now = new Date();
  const refund: RefundDocument = {
    _id: newId('Refund'),
    paymentId: payment._id,
    userId: payment.userId,
    amount: { amountMinor, currency: payment.amount.currency },
    reason,
    idempotencyKey,
    state: 'PENDING',
    dueAt: leaseEnd(scope),
    asks: 0,
    attempts: 1,
    retryAt: null,
    declineReason: null,
    createdAt: now,
    updatedAt: now,
  };
  return transaction(async (session) => {
    const held = await holdForRefund(models.Payment, payment._id, amountMinor, session);
    if (!held) return null;
    await models.Refund.create([refund], { session });
    return refund;
  });
}

async function replay(
  scope: PaymentsScope,
  payment: PaymentDocument,
  refund: RefundDocument,
  { amountMinor, reason }: NewRefund,
): Promise<RefundOutcome> {
  if (refund.amount.amountMinor !== amountMinor || refund.reason !== reason) return KEY_REUSED;
  if (refund.state === 'PENDING') return finishRefund(scope, payment, refund);
  return refund.state === 'FAILED' && refund.declineReason ? new Refused(refund.declineReason) : refund;
}
