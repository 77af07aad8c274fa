import type { Job } from '@orrery/kit';
import type { PaymentsScope } from '../context.js';
import { reopenRefund } from '../models/refund-updates.js';

/** Begins the next attempt at refunds that cancelled orders need and the provider declined; a worker asks the provider. */
export const retryRefunds: Job<PaymentsScope> = {
  name: 'retry-refunds',
  everyMs: 60_000,
  run: async (scope, signal) => {
    const due = scope.models.Refund.find({ state: 'FAILED', retryAt: { $lte: new Date() } }, { _id: 1 })
      .sort({ retryAt: 1 })
      .lean()
      .cursor();
    for await (const { _id } of due) {
      if (signal.aborted) return;
      await tryAgain(scope, _id);
    }
  },
};

async function tryAgain({ models, transaction, log }: PaymentsScope, id: string): Promise<void> {
  const begun = await transaction(async (session) => {
    const reopened = await reopenRefund(models, id, new Date(), session);
    // Finance has given so much back by hand that this is not left: nothing more is to be done by itself.
    if (!reopened)
      await models.Refund.updateOne({ _id: id, state: 'FAILED' }, { retryAt: null }, { session });
    return reopened;
  });
  if (begun) log.info({ refund: id, attempt: begun.attempts }, 'a declined refund is tried again');
}
