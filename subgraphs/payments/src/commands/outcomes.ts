import { RequestError } from '@orrery/runtime';
import type { PaymentsScope } from '../context.js';
import type { PaymentOperation, PaymentState } from '../domain/payment-state.js';
import type { DeclineReason } from '../domain/provider.js';
import type { PaymentDocument } from '../models/payment.model.js';
import type { RefundState } from '../models/refund.model.js';

/** Why an operation was not begun: the state of the payment, or the refund, does not allow it, or something is pending. */
export class NotAllowed {
  constructor(
    readonly state: PaymentState | RefundState,
    readonly attempted: PaymentOperation,
    readonly pending: PaymentOperation | null,
  ) {}
}

/** Why an operation came to nothing: the provider said no. */
export class Refused {
  constructor(readonly reason: DeclineReason) {}
}

/** Why nothing was done: the key was used for another request. */
export const KEY_REUSED = 'KEY_REUSED';

/** The payment. @throws RequestError NOT_FOUND when there is none */
export async function requirePayment({ models }: PaymentsScope, id: string): Promise<PaymentDocument> {
  const payment = await models.Payment.findById(id).lean();
  if (!payment) throw new RequestError('NOT_FOUND', 'There is no payment with this id.');
  return payment;
}
