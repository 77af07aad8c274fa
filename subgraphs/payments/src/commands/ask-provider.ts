import type { PaymentsScope } from '../context.js';
import type { PaymentProvider, ProviderAnswer } from '../domain/provider.js';
import type { PaymentDocument } from '../models/payment.model.js';
import type { PendingOperation } from '../models/payment-updates.js';
import type { RefundDocument } from '../models/refund.model.js';

/** Asks the provider. Whatever fails on the way is no answer: the request may have had its effect. */
export async function askProvider(
  { parts, deadline, log }: PaymentsScope,
  ask: (provider: PaymentProvider, signal: AbortSignal) => Promise<ProviderAnswer>,
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

/** The key under which the provider knows an operation on a payment: one of each kind in a payment's life. */
export function providerKey(paymentId: string, operation: PendingOperation): string {
  return `${paymentId}:${operation.toLowerCase()}`;
}

/**
 * Asks for a payment's pending operation, the first time or again: the same key never has its effect twice. An
 * authorization cannot be sent again, for the card is not kept: the provider is asked what became of it.
 */
export function askForOperation(
  scope: PaymentsScope,
  payment: PaymentDocument,
  operation: PendingOperation,
): Promise<ProviderAnswer> {
  const key = providerKey(payment._id, operation);
  return askProvider(scope, (provider, signal) => {
    if (operation === 'AUTHORIZE') return provider.outcomeOf(key, signal);
    const request = { key, reference: payment.providerReference ?? '', amount: payment.amount };
    return operation === 'CAPTURE' ? provider.capture(request, signal) : provider.void(request, signal);
  });
}

/** Asks for a refund, the first time or again: the same key never has its effect twice. */
export function askForRefund(
  scope: PaymentsScope,
  payment: PaymentDocument,
  { _id, amount }: RefundDocument,
): Promise<ProviderAnswer> {
  const request = { key: _id, reference: payment.providerReference ?? '', amount };
  return askProvider(scope, (provider, signal) => provider.refund(request, signal));
}
