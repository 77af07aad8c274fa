import { orderStateChanged } from '@orrery/contracts';
import { onEvent } from '@orrery/kit';
import type { ReviewsScope } from '../context.js';
import { forgetAllReceived, rememberReceived } from '../models/received-product.model.js';

/** Remembers who received which products: they may review them. */
export const orderDelivered = onEvent(orderStateChanged, {
  consumer: 'received-products',
  handle: async ({ models }: ReviewsScope, { data: { userId, state, productIds, at } }, session) => {
    if (state !== 'DELIVERED') return;
    await rememberReceived(models.ReceivedProduct, { userId, productIds, at: new Date(at) }, session);
  },
  reset: ({ models }, session) => forgetAllReceived(models.ReceivedProduct, session),
});
