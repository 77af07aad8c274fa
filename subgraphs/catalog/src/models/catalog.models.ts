import type { Connection } from 'mongoose';
import { brandModel } from './brand.model.js';
import { categoryModel } from './category.model.js';
import { productModel } from './product.model.js';

/** The catalog's models on one connection. */
export function catalogModels(connection: Connection) {
  return {
    Product: productModel(connection),
    Category: categoryModel(connection),
    Brand: brandModel(connection),
  };
}

/** What {@link catalogModels} makes. */
export type CatalogModels = ReturnType<typeof catalogModels>;
