import {
  findPage,
  type LoaderScope,
  loadCountsByKey,
  loadManyByKey,
  loadOneByKey,
  loadPagesByKey,
  type PageRequest,
} from '@orrery/kit';
import type { CatalogModels } from '../models/catalog.models.js';
import { loadFacets } from './product-facets.js';
import { PRODUCT_ORDERS, type ProductOrderName } from './product-orders.js';
import { type ProductCriteria, productFilter } from './product-search.js';

const ACTIVE = { status: 'ACTIVE' };

/** One request's reads of the catalog. Loaders by key answer one result per key, in order, null for absent. */
export function catalogLoaders({ models }: LoaderScope<CatalogModels>) {
  const { Product, Category, Brand } = models;
  return {
    productById: loadOneByKey(Product, '_id'),
    productBySku: loadOneByKey(Product, 'sku'),
    productBySlug: loadOneByKey(Product, 'slug'),
    categoryById: loadOneByKey(Category, '_id'),
    categoryBySlug: loadOneByKey(Category, 'slug'),
    rootCategories: () =>
      Category.find({ parentId: null }, null, { sort: { name: 1 } })
        .lean()
        .exec(),
    childCategories: loadManyByKey(Category, 'parentId', { sort: { name: 1 } }),
    brandById: loadOneByKey(Brand, '_id'),
    brands: () =>
      Brand.find({}, null, { sort: { name: 1, _id: 1 } })
        .lean()
        .exec(),
    productsOfCategory: loadPagesByKey(Product, 'categoryPath', {
      filter: ACTIVE,
      order: PRODUCT_ORDERS.NAME,
    }),
    countOfCategory: loadCountsByKey(Product, 'categoryPath', ACTIVE),
    productsOfBrand: loadPagesByKey(Product, 'brandId', { filter: ACTIVE, order: PRODUCT_ORDERS.NAME }),
    countOfBrand: loadCountsByKey(Product, 'brandId', ACTIVE),
    productPage: (criteria: ProductCriteria, order: ProductOrderName, page: PageRequest) =>
      findPage(Product, productFilter(criteria), PRODUCT_ORDERS[order], page),
    productCount: (criteria: ProductCriteria) => Product.countDocuments(productFilter(criteria)).exec(),
    productFacets: (criteria: ProductCriteria) => loadFacets(Product, criteria),
  };
}

/** What {@link catalogLoaders} makes. */
export type CatalogLoaders = ReturnType<typeof catalogLoaders>;
