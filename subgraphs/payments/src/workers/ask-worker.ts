import type { RunningWorker, ServiceWorker } from '@orrery/kit';
import { askForOperation, askForRefund } from '../commands/ask-provider.js';
import { settleOperation, settleRefund } from '../commands/settle.js';
import type { PaymentsParts, PaymentsScope } from '../context.js';
import { claimDue } from '../models/due-work.js';
import type { PaymentsModels } from '../models/payments.models.js';

const POLL_MS = 500; // the longest that something due waits when nothing wakes the worker
const PARALLEL = 16; // asks at a time

type Work = (scope: PaymentsScope) => Promise<unknown>;

/**
 * Asks the provider for everything that is pending and due, outside of transactions, for as long as it takes. Each piece is
 * taken by one instance at a time; should two ask for the same all the same, the key makes that harmless.
 */
export class AskWorker implements RunningWorker {
  readonly #scope: () => PaymentsScope;
  readonly #stopping = new AbortController();
  readonly #inHand = new Set<Promise<void>>();
  readonly #running: Promise<void>;
  #isAwake = false;
  #wake: (() => void) | undefined;

  constructor(scope: () => PaymentsScope) {
    this.#scope = scope;
    this.#running = this.#run();
  }

  wake(): void {
    this.#isAwake = true;
    this.#wake?.();
  }

  /** Ends it; what it was asking for is asked again elsewhere, or at the next start. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.wake();
    await this.#running;
    await Promise.all(this.#inHand);
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      this.#isAwake = false;
      try {
        while (!signal.aborted && this.#inHand.size < PARALLEL) {
          const work = await nextWork(this.#scope());
          if (!work) break;
          this.#take(work);
        }
      } catch (error) {
        if (!signal.aborted)
          this.#scope().log.warn({ err: error }, 'what is to be asked of the provider cannot be read');
      }
      await this.#sleep();
    }
  }

  #take(work: Work): void {
    const scope = this.#scope();
    const { signal } = this.#stopping;
    const asking = work({ ...scope, deadline: { ...scope.deadline, signal } })
      // It stays taken, and is asked for again when that has run out.
      .catch((error: unknown) => scope.log.warn({ err: error }, "the provider's answer cannot be written"))
      .then(() => {
        this.#inHand.delete(asking);
        this.wake();
      });
    this.#inHand.add(asking);
  }

  #sleep(): Promise<void> {
    if (this.#isAwake || this.#stopping.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(done, POLL_MS);
      this.#wake = done;
      function done() {
        clearTimeout(timer);
        resolve();
      }
    });
  }
}

async function nextWork({ models, parts }: PaymentsScope): Promise<Work | undefined> {
  const payment = await claimDue(models.Payment, parts.askLeaseMs);
  if (payment) {
    const { pending } = payment;
    return async (scope) =>
      pending && settleOperation(scope, payment, pending, await askForOperation(scope, payment, pending));
  }
  const refund = await claimDue(models.Refund, parts.askLeaseMs);
  if (!refund) return undefined;
  return async (scope) => {
    const of = await models.Payment.findById(refund.paymentId).lean();
    return of && settleRefund(scope, of, refund, await askForRefund(scope, of, refund));
  };
}

/** Asks the provider while the service runs. */
export const askWorker: ServiceWorker<PaymentsModels, PaymentsParts> = {
  start: (scope) => new AskWorker(scope),
};
