import { RequestError } from '@orrery/runtime';
import type { PaymentsCommand } from '../context.js';
import type { RefundDocument } from '../models/refund.model.js';
import { reopenRefund } from '../models/refund-updates.js';
import { NotAllowed, type Refused, requirePayment } from './outcomes.js';
import { finishRefund, TooMuch } from './refund-payment.command.js';
import { leaseEnd } from './settle.js';

/**
 * Tries a refund again that the provider declined. Of several who do at the same time one does, and an attempt that gets no answer
 * is pending, as a first one is.
 * @throws RequestError NOT_FOUND when there is no such refund
 */
export const retryRefund: PaymentsCommand<
  { id: string },
  RefundDocument | NotAllowed | Refused | TooMuch
> = async (scope, { id }) => {
  const { models, transaction } = scope;
  const reopened = await transaction((session) => reopenRefund(models, id, leaseEnd(scope), session));
  const refund = reopened ?? (await models.Refund.findById(id).lean<RefundDocument>());
  if (!refund) throw new RequestError('NOT_FOUND', 'There is no refund with this id.');
  const payment = await requirePayment(scope, refund.paymentId);
  if (reopened) return finishRefund(scope, payment, reopened);
  if (refund.state !== 'FAILED') return new NotAllowed(refund.state, 'REFUND', null);
  const { capturedMinor, refundedMinor, refundingMinor, amount } = payment;
  return new TooMuch(capturedMinor - refundedMinor - refundingMinor, amount.currency);
};
