import { type SeedPayment, seedWorld } from '@orrery/contracts/seed';
import { insertMissing, type SeedReport } from '@orrery/kit';
import type { PaymentsScope } from '../context.js';
import { isLive } from '../domain/payment-state.js';
import type { PaymentDocument } from '../models/payment.model.js';
import type { RefundDocument } from '../models/refund.model.js';

/** Writes the demo payments: the same documents on every machine; what is there already stays as it is. */
export async function seedPayments(
  { models }: PaymentsScope,
  { scale }: { scale: number },
): Promise<SeedReport> {
  const { payments } = seedWorld({ scale });
  return {
    payments: await insertMissing(models.Payment, documentsOf(payments)),
    refunds: await insertMissing(models.Refund, refundsOf(payments)),
  };
}

function* documentsOf(payments: Iterable<SeedPayment>): Generator<PaymentDocument> {
  for (const { id, refunds, history, createdAt, ...payment } of payments) {
    const steps = history.map(({ state, at }) => ({ state, at: new Date(at) }));
    yield {
      _id: id,
      ...payment,
      amount: { ...payment.amount },
      card: { ...payment.card },
      refundingMinor: 0,
      live: isLive(payment.state),
      history: steps,
      // The test provider reads from a reference how to treat it: as a card that works.
      providerReference: payment.state === 'DECLINED' ? null : `test_visa_${id}`,
      paymentMethod: null,
      pending: null,
      dueAt: null,
      asks: 0,
      closing: false,
      awaited: [],
      authorizationKey: `seed:${payment.orderId}`,
      createdAt: new Date(createdAt),
      updatedAt: steps.at(-1)?.at ?? new Date(createdAt),
    };
  }
}

function* refundsOf(payments: Iterable<SeedPayment>): Generator<RefundDocument> {
  for (const { id: paymentId, userId, refunds } of payments) {
    for (const { id, amount, reason, createdAt } of refunds) {
      const made = new Date(createdAt);
      yield {
        _id: id,
        paymentId,
        userId,
        amount: { ...amount },
        reason,
        idempotencyKey: `seed:${id}`,
        state: 'SUCCEEDED',
        dueAt: null,
        asks: 0,
        attempts: 1,
        retryAt: null,
        declineReason: null,
        createdAt: made,
        updatedAt: made,
      };
    }
  }
}
