import type { Command, CommandScope, ServiceContext } from '@orrery/kit';
import type { CatalogLoaders } from './loaders/catalog.loaders.js';
import type { CatalogModels } from './models/catalog.models.js';

/** What catalog's resolvers get as their context. */
export type CatalogContext = ServiceContext<CatalogModels, CatalogLoaders>;

/** What catalog's commands work with. */
export type CatalogScope = CommandScope<CatalogModels>;

/** A write of the catalog's. */
export type CatalogCommand<Input, Output> = Command<CatalogScope, Input, Output>;
