import { pricesRequested } from '@orrery/contracts';
import { onEvent } from '@orrery/kit';
import type { CatalogScope } from '../context.js';

/** Answers what products cost at this moment; what is archived is not sold, as what was never there. */
export const pricesWereRequested = onEvent(pricesRequested, {
  consumer: 'quote-prices',
  handle: async ({ models, events }: CatalogScope, { data, envelope }, session) => {
    const asked = [...new Set(data.productIds)];
    const sold = await models.Product.find(
      { _id: { $in: asked }, status: 'ACTIVE' },
      { sku: 1, name: 1, price: 1 },
      { session },
    ).lean();
    const byId = new Map(sold.map((product) => [product._id, product]));
    await events.append(session, {
      type: 'catalog.prices-quoted',
      aggregateId: envelope.subject,
      aggregateVersion: envelope.aggregateversion,
      data: {
        products: asked.flatMap((productId) => {
          const product = byId.get(productId);
          return product ? [{ productId, sku: product.sku, name: product.name, ...product.price }] : [];
        }),
        missing: asked.filter((productId) => !byId.has(productId)),
      },
    });
  },
});
