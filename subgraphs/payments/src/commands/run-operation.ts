import type { PaymentsScope } from '../context.js';
import type { PaymentDocument } from '../models/payment.model.js';
import { beginOperation, type PendingOperation } from '../models/payment-updates.js';
import { askForOperation } from './ask-provider.js';
import { NotAllowed, Refused, requirePayment } from './outcomes.js';
import { leaseEnd, settleOperation } from './settle.js';

/**
 * Runs an operation from begin to end. It is begun in the database before the provider is asked: of two that are sent
 * at the same time one goes on, and one that gets no answer is known to be pending.
 * @throws RequestError NOT_FOUND when there is no such payment
 */
export async function runOperation(
  scope: PaymentsScope,
  id: string,
  operation: Exclude<PendingOperation, 'AUTHORIZE'>,
): Promise<PaymentDocument | NotAllowed | Refused> {
  const { Payment } = scope.models;
  const begun = await beginOperation(Payment, id, operation, { dueAt: leaseEnd(scope) });
  if (!begun) {
    const { state, pending } = await requirePayment(scope, id);
    return new NotAllowed(state, operation, pending);
  }
  const answer = await askForOperation(scope, begun, operation);
  const ended = await settleOperation(scope, begun, operation, answer);
  if (ended && answer.outcome === 'DECLINED') return new Refused(answer.reason);
  return ended ?? requirePayment(scope, id);
}
