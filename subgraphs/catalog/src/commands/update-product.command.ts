import { RequestError } from '@orrery/runtime';
import type { CatalogCommand } from '../context.js';
import { searchTerms } from '../domain/search-terms.js';
import type { ProductDocument } from '../models/product.model.js';
import { findPlace, type NewProduct } from './create-product.command.js';

/** What to change about a product: absent and null parts stay as they are. */
export type ProductChanges = { readonly id: string } & {
  readonly [K in Exclude<keyof NewProduct, 'sku' | 'brandId'>]?: NewProduct[K] | null;
};

/** Changes a product. @throws RequestError NOT_FOUND when there is none; CONFLICT when it was changed meanwhile */
export const updateProduct: CatalogCommand<ProductChanges, ProductDocument> = async (
  scope,
  { id, ...changes },
) => {
  const { Product } = scope.models;
  const before = await Product.findById(id).lean();
  if (!before) throw new RequestError('NOT_FOUND', 'There is no product with this id.');
  const given = Object.fromEntries(
    Object.entries(changes).filter(([, value]) => value !== undefined && value !== null),
  );
  const merged = { ...before, ...given } as ProductDocument;
  const place = await findPlace(scope, merged);
  const after = await Product.findOneAndUpdate(
    // The search terms were made from what was read: a change in between would be lost.
    { _id: id, updatedAt: before.updatedAt },
    {
      $set: {
        ...given,
        categoryPath: place.categoryPath,
        searchTerms: searchTerms(
          merged.name,
          place.brandName,
          ...place.categoryNames,
          ...merged.tags,
          merged.description,
        ),
        updatedAt: laterThan(before.updatedAt),
      },
    },
    { returnDocument: 'after' },
  ).lean();
  if (!after)
    throw new RequestError('CONFLICT', 'Somebody changed this product at the same time: read it again.');
  scope.live.publish('productChanged', after);
  return after;
};

// Two changes in one millisecond must still differ: the time is the version.
function laterThan(before: Date): Date {
  return new Date(Math.max(Date.now(), before.getTime() + 1));
}
