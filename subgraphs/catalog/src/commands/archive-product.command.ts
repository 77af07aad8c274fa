import { RequestError } from '@orrery/runtime';
import type { CatalogCommand } from '../context.js';
import type { ProductDocument } from '../models/product.model.js';

/** Takes a product off sale; one that is off sale stays as it is. @throws RequestError NOT_FOUND when there is none */
export const archiveProduct: CatalogCommand<{ id: string }, ProductDocument> = async (scope, { id }) => {
  const { Product } = scope.models;
  const archived = await Product.findOneAndUpdate(
    { _id: id, status: 'ACTIVE' },
    { $set: { status: 'ARCHIVED', updatedAt: new Date() } },
    { returnDocument: 'after' },
  ).lean();
  if (archived) {
    scope.live.publish('productChanged', archived);
    return archived;
  }
  const existing = await Product.findById(id).lean();
  if (!existing) throw new RequestError('NOT_FOUND', 'There is no product with this id.');
  return existing;
};
