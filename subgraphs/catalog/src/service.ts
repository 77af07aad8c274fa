import { defineService } from '@orrery/kit';
import { configSchema } from './config.js';
import { pricesWereRequested } from './events/prices-requested.handler.js';
import { references } from './graphql/references/references.js';
import { BrandResolver } from './graphql/resolvers/brand.resolver.js';
import { CategoryResolver } from './graphql/resolvers/category.resolver.js';
import { ProductResolver } from './graphql/resolvers/product.resolver.js';
import { ProductChangedResolver } from './graphql/resolvers/product-changed.resolver.js';
import { importTask } from './import/import-task.js';
import { catalogLoaders } from './loaders/catalog.loaders.js';
import { catalogModels } from './models/catalog.models.js';
import { seedCatalog } from './seed/seed-catalog.js';

/** The catalog service: products, categories and brands. */
export const catalog = defineService({
  name: 'catalog',
  configSchema,
  models: catalogModels,
  loaders: catalogLoaders,
  resolvers: [ProductResolver, CategoryResolver, BrandResolver, ProductChangedResolver],
  references,
  handlers: [pricesWereRequested],
  seed: seedCatalog,
  tasks: { import: importTask },
});
