import type { Command, CommandScope, ServiceContext } from '@orrery/kit';
import type { PaymentProvider } from './domain/provider.js';
import type { PaymentsLoaders } from './loaders/payments.loaders.js';
import type { PaymentsModels } from './models/payments.models.js';

/** What payments needs beside its models. */
export interface PaymentsParts {
  readonly provider: PaymentProvider;
  /** How long whoever asks the provider keeps others from asking the same: longer than an answer is waited for. */
  readonly askLeaseMs: number;
}

/** What payments' resolvers get as their context. */
export type PaymentsContext = ServiceContext<PaymentsModels, PaymentsLoaders, PaymentsParts>;

/** What payments' commands work with. */
export type PaymentsScope = CommandScope<PaymentsModels, PaymentsParts>;

/** A write of payments'. */
export type PaymentsCommand<Input, Output> = Command<PaymentsScope, Input, Output>;
