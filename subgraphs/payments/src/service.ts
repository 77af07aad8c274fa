import { defineService } from '@orrery/kit';
import { configSchema } from './config.js';
import type { PaymentsParts } from './context.js';
import { onCaptureRequested } from './events/capture-requested.handler.js';
import { onPaymentCancelRequested } from './events/payment-cancel-requested.handler.js';
import { onPaymentRequested } from './events/payment-requested.handler.js';
import { references } from './graphql/references/references.js';
import { OrderResolver, PaymentResolver } from './graphql/resolvers/payment.resolver.js';
import { PaymentMutationsResolver } from './graphql/resolvers/payment-mutations.resolver.js';
import { RefundResolver } from './graphql/resolvers/refund.resolver.js';
import { retryRefunds } from './jobs/retry-refunds.job.js';
import { paymentsLoaders } from './loaders/payments.loaders.js';
import { paymentsModels } from './models/payments.models.js';
import { HttpProvider } from './provider/http-provider.js';
import { seedPayments } from './seed/seed-payments.js';
import { askWorker } from './workers/ask-worker.js';

// Beside the timeout of an ask: for what comes before and after it.
const LEASE_MARGIN_MS = 5_000;

/** The payments service: payments and refunds. */
export const payments = defineService({
  name: 'payments',
  configSchema,
  models: paymentsModels,
  loaders: paymentsLoaders,
  resolvers: [PaymentResolver, RefundResolver, OrderResolver, PaymentMutationsResolver],
  references,
  parts: ({ PROVIDER_URL: url, PROVIDER_TIMEOUT_MS: timeoutMs }): PaymentsParts => ({
    provider: new HttpProvider({ url, timeoutMs }),
    askLeaseMs: timeoutMs + LEASE_MARGIN_MS,
  }),
  seed: seedPayments,
  handlers: [onPaymentRequested, onCaptureRequested, onPaymentCancelRequested],
  workers: [askWorker],
  jobs: [retryRefunds],
});
