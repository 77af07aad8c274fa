import type { PaymentsScope } from '../context.js';
import type { PaymentProvider, ProviderAnswer, ProviderDecision } from '../domain/provider.js';
import type { PaymentDocument } from '../models/payment.model.js';
import type { PendingOperation } from '../models/payment-updates.js';
import { attemptOf, type RefundDocument } from '../models/refund.model.js';

/** The idempotency key of the refund that a cancelled order gets: shorter than those of callers may be. */
export const CANCEL_KEY = 'cancel';

/** Asks the provider. Whatever fails on the way is no answer: the request may have had its effect. */
export async function askProvider(
  { parts, deadline, log }: PaymentsScope,
  ask: (provider: PaymentProvider, signal: AbortSignal) => Promise<ProviderDecision>,
): Promise<ProviderAnswer> {
  try {
    return await ask(parts.provider, deadline.signal);
  } catch (error) {
    log.warn(
      { reason: error instanceof Error ? error.name : 'unknown' },
      'no answer from the payment provider',
    );
    return { outcome: 'UNKNOWN' };
  }
}

/**
 * The key under which the provider knows an operation on a payment, one of each kind in a payment's life. Checkout pays an
 * order once, so its keys name the order.
 */
export function providerKey(
  { _id, orderId, paymentMethod }: PaymentDocument,
  operation: PendingOperation | 'CANCEL-REFUND',
): string {
  return `${paymentMethod ? orderId : _id}:${operation.toLowerCase()}`;
}

/**
 * Asks for a payment's pending operation, the first time or again: the same key never has its effect twice. What the order
 * does not want any more, and an authorization by a card, which is not kept, is not sent again: the provider is asked what
 * became of it, and does it no more if it was never asked.
 */
export function askForOperation(
  scope: PaymentsScope,
  payment: PaymentDocument,
  operation: PendingOperation,
): Promise<ProviderAnswer> {
  const { amount, paymentMethod: token, closing } = payment;
  const key = providerKey(payment, operation);
  return askProvider(scope, (provider, signal) => {
    if (operation !== 'VOID' && closing) return provider.outcomeOf(key, signal);
    if (operation === 'AUTHORIZE') {
      if (!token) return provider.outcomeOf(key, signal);
      return provider.authorize({ key, amount, method: { token } }, signal);
    }
    const request = { key, reference: payment.providerReference ?? '', amount };
    return operation === 'CAPTURE' ? provider.capture(request, signal) : provider.void(request, signal);
  });
}

/**
 * Asks for a refund, the first time or again: the same key never has its effect twice. An attempt after a no has a key of its own,
 * as the provider would only repeat the no.
 */
export function askForRefund(
  scope: PaymentsScope,
  payment: PaymentDocument,
  refund: RefundDocument,
): Promise<ProviderAnswer> {
  const { _id, amount, idempotencyKey } = refund;
  const name = idempotencyKey === CANCEL_KEY ? providerKey(payment, 'CANCEL-REFUND') : _id;
  const attempt = attemptOf(refund);
  const key = attempt === 1 ? name : `${name}:${attempt}`;
  const request = { key, reference: payment.providerReference ?? '', amount };
  return askProvider(scope, (provider, signal) => provider.refund(request, signal));
}
