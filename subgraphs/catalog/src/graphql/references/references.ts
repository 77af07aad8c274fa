import { ownedEntity, type References } from '@orrery/kit';
import type { CatalogLoaders } from '../../loaders/catalog.loaders.js';

/** How catalog resolves representations of its entities. */
export const references: References<CatalogLoaders> = {
  Product: ownedEntity({
    id: (loaders) => loaders.productById,
    sku: (loaders) => loaders.productBySku,
    slug: (loaders) => loaders.productBySlug,
  }),
  Category: ownedEntity({ id: (loaders) => loaders.categoryById }),
  Brand: ownedEntity({ id: (loaders) => loaders.brandById }),
};
