import type { PaymentsCommand } from '../context.js';
import type { PaymentDocument } from '../models/payment.model.js';
import { askForOperation } from './ask-provider.js';
import { requirePayment } from './outcomes.js';
import { finishRefund } from './refund-payment.command.js';
import { settleOperation } from './settle.js';

/**
 * Finds out what became of everything of a payment that got no answer, by asking the provider under the same keys.
 * What still gets none stays pending.
 * @throws RequestError NOT_FOUND when there is no such payment
 */
export const resolvePayment: PaymentsCommand<{ id: string }, PaymentDocument> = async (scope, { id }) => {
  const { Refund } = scope.models;
  const payment = await requirePayment(scope, id);
  if (payment.pending) {
    const answer = await askForOperation(scope, payment, payment.pending);
    await settleOperation(scope, payment, payment.pending, answer);
  }
  for (const refund of await Refund.find({ paymentId: id, state: 'PENDING' }).lean()) {
    await finishRefund(scope, payment, refund);
  }
  return requirePayment(scope, id);
};
