import { defineService } from '@orrery/kit';
import { configSchema } from './config.js';
import type { PaymentsParts } from './context.js';
import { references } from './graphql/references/references.js';
import { OrderResolver, PaymentResolver, RefundResolver } from './graphql/resolvers/payment.resolver.js';
import { PaymentMutationsResolver } from './graphql/resolvers/payment-mutations.resolver.js';
import { paymentsLoaders } from './loaders/payments.loaders.js';
import { paymentsModels } from './models/payments.models.js';
import { TestProvider } from './provider/test-provider.js';
import { seedPayments } from './seed/seed-payments.js';

/** The payments service: payments and refunds. */
export const payments = defineService({
  name: 'payments',
  configSchema,
  models: paymentsModels,
  loaders: paymentsLoaders,
  resolvers: [PaymentResolver, RefundResolver, OrderResolver, PaymentMutationsResolver],
  references,
  parts: (): PaymentsParts => ({ provider: new TestProvider() }),
  seed: seedPayments,
});
