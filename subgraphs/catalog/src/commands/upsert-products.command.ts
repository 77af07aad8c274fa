import { isDeepStrictEqual } from 'node:util';
import type { CatalogCommand, CatalogScope } from '../context.js';
import type { ImportedProduct } from '../domain/import-row.js';
import type { ProductDocument } from '../models/product.model.js';
import { createProduct } from './create-product.command.js';
import { ensureBrand } from './ensure-brand.command.js';
import { ensureCategory, findCategory } from './ensure-category.command.js';
import { updateProduct } from './update-product.command.js';

/** What became of one product of a batch, in the batch's order. */
export type UpsertOutcome = 'created' | 'updated' | 'unchanged';

/** A batch; `dryRun` decides everything and writes nothing. */
export interface UpsertBatch {
  readonly products: readonly ImportedProduct[];
  readonly dryRun: boolean;
}

/**
 * Brings the catalog's products to what a batch says, by SKU: missing ones are created, different ones updated, equal
 * ones left alone. Brands and categories that are missing are made. A brand never changes: it is part of the product.
 */
export const upsertProducts: CatalogCommand<UpsertBatch, UpsertOutcome[]> = async (
  scope,
  { products, dryRun },
) => {
  const skus = products.map(({ sku }) => sku);
  const found = await scope.models.Product.find({ sku: { $in: skus } }).lean();
  const bySku = new Map(found.map((document) => [document.sku, document]));
  const outcomes: UpsertOutcome[] = [];
  for (const product of products) {
    const existing = bySku.get(product.sku);
    if (dryRun) outcomes.push(await foresee(scope, product, existing));
    else outcomes.push(existing ? await update(scope, product, existing) : await create(scope, product));
  }
  return outcomes;
};

async function create(scope: CatalogScope, product: ImportedProduct): Promise<UpsertOutcome> {
  const brand = await ensureBrand(scope, { name: product.brand });
  const category = await ensureCategory(scope, { path: product.category });
  const made = await createProduct(scope, {
    ...product,
    brandId: brand._id,
    categoryId: category._id,
    attributes: [],
  });
  if (made !== 'SKU_TAKEN') return 'created';
  // Somebody else imported the same file at the same time.
  const existing = await scope.models.Product.findOne({ sku: product.sku }).lean();
  if (!existing) throw new Error('a product vanished while it was imported');
  return update(scope, product, existing);
}

async function update(
  scope: CatalogScope,
  product: ImportedProduct,
  existing: ProductDocument,
): Promise<UpsertOutcome> {
  const category = await ensureCategory(scope, { path: product.category });
  if (sameDetails(product, existing) && category._id === existing.categoryId) return 'unchanged';
  await updateProduct(scope, { id: existing._id, categoryId: category._id, ...detailsOf(product) });
  return 'updated';
}

async function foresee(
  scope: CatalogScope,
  product: ImportedProduct,
  existing: ProductDocument | undefined,
): Promise<UpsertOutcome> {
  if (!existing) return 'created';
  const category = await findCategory(scope, product.category);
  const same = category?._id === existing.categoryId && sameDetails(product, existing);
  return same ? 'unchanged' : 'updated';
}

function sameDetails(product: ImportedProduct, existing: ProductDocument): boolean {
  const details = detailsOf(product);
  return Object.entries(details).every(([name, value]) =>
    isDeepStrictEqual(value, existing[name as keyof typeof details]),
  );
}

// What a file does not say (no description, no weight, no tags) is left as it is.
function detailsOf({ name, description, price, weightGrams, tags }: ImportedProduct) {
  return {
    name,
    price,
    ...(description !== '' && { description }),
    ...(weightGrams !== null && { weightGrams }),
    ...(tags.length > 0 && { tags: [...tags] }),
  };
}
