import { foreignEntity, ownedEntity, type References } from '@orrery/kit';
import type { PaymentsLoaders } from '../../loaders/payments.loaders.js';

/** How payments resolves representations of its entities, and of the one that it adds a field to. */
export const references: References<PaymentsLoaders> = {
  Payment: ownedEntity({ id: (loaders) => loaders.paymentById }),
  Refund: ownedEntity({ id: (loaders) => loaders.refundById }),
  Order: foreignEntity(),
};
