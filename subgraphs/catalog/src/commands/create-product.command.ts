import { newId } from '@orrery/contracts';
import { isDuplicateKey } from '@orrery/kit';
import { RequestError } from '@orrery/runtime';
import type { Model } from 'mongoose';
import type { CatalogCommand, CatalogScope } from '../context.js';
import { searchTerms } from '../domain/search-terms.js';
import { slugify } from '../domain/slug.js';
import type { ProductDocument } from '../models/product.model.js';

/** A product to create. */
export interface NewProduct {
  readonly sku: string;
  readonly name: string;
  readonly description: string;
  readonly brandId: string;
  readonly categoryId: string;
  readonly price: { readonly amountMinor: number; readonly currency: string };
  readonly weightGrams?: number | null;
  readonly dimensions?: ProductDocument['dimensions'];
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
  readonly tags: readonly string[];
}

/** Puts a product into the catalog. @throws RequestError BAD_USER_INPUT when its brand or category does not exist */
export const createProduct: CatalogCommand<NewProduct, ProductDocument | 'SKU_TAKEN'> = async (
  scope,
  input,
) => {
  const { Product } = scope.models;
  const place = await findPlace(scope, input);
  const now = new Date();
  const { amountMinor, currency } = input.price;
  const document: ProductDocument = {
    _id: newId('Product'),
    sku: input.sku,
    slug: slugify(`${input.name} ${input.sku}`),
    name: input.name,
    description: input.description,
    brandId: input.brandId,
    categoryId: input.categoryId,
    categoryPath: place.categoryPath,
    price: { amountMinor, currency },
    weightGrams: input.weightGrams ?? null,
    dimensions: input.dimensions ? { ...input.dimensions } : null,
    attributes: input.attributes.map(({ name, value }) => ({ name, value })),
    tags: [...input.tags],
    status: 'ACTIVE',
    searchTerms: searchTerms(
      input.name,
      place.brandName,
      ...place.categoryNames,
      ...input.tags,
      input.description,
    ),
    createdAt: now,
    updatedAt: now,
  };
  if (!(await insert(Product, document))) return 'SKU_TAKEN';
  scope.live.publish('productChanged', document);
  return document;
};

// False when the SKU is taken. A slug can be taken while the SKU is not: slugs are cut, and tell neither `a-1` from `A-1`
// nor from `a.1`. The product's id then makes it unique.
async function insert(model: Model<ProductDocument>, document: ProductDocument): Promise<boolean> {
  try {
    await model.create([document]);
    return true;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const unique = slugify(`${document.slug.slice(0, 40)} ${document._id}`);
    if (!error.keyPattern?.slug || document.slug === unique) return false;
    document.slug = unique;
    return insert(model, document);
  }
}

/** Where a product stands: its category with all ancestors, and the names by which it is found. */
export interface ProductPlace {
  readonly categoryPath: string[];
  readonly categoryNames: readonly string[];
  readonly brandName: string;
}

/** Finds a product's place. @throws RequestError BAD_USER_INPUT naming what does not exist */
export async function findPlace(
  { models }: CatalogScope,
  { brandId, categoryId }: { brandId: string; categoryId: string },
): Promise<ProductPlace> {
  const [brand, category] = await Promise.all([
    models.Brand.findById(brandId).lean(),
    models.Category.findById(categoryId).lean(),
  ]);
  if (!brand) throw missing('input.brandId', 'names no brand');
  if (!category) throw missing('input.categoryId', 'names no category');
  const ancestors = await models.Category.find({ _id: { $in: category.ancestorIds } }).lean();
  return {
    categoryPath: [...category.ancestorIds, category._id],
    categoryNames: [...ancestors, category].map(({ name }) => name),
    brandName: brand.name,
  };
}

function missing(path: string, message: string): RequestError {
  return new RequestError('BAD_USER_INPUT', `${path} ${message}.`, [{ path, message }]);
}
