import { MutationError, resultUnion } from '@orrery/kit';
import { ObjectType } from 'type-graphql';
import { Product } from './product.type.js';

/** The outcome of creating a product whose SKU exists. */
@ObjectType({ implements: MutationError, description: 'Another product has this SKU.' })
export class SkuTaken extends MutationError {
  override code = 'SKU_TAKEN';
  override message = 'Another product has this SKU.';
}

/** What createProduct answers. */
export const CreateProductResult = resultUnion(
  'CreateProductResult',
  'The new product, or why there is none.',
  Product,
  [SkuTaken],
);
