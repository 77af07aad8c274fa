import type { SeedReport } from '@orrery/kit';
import type { CatalogScope } from '../context.js';

/** Writes the catalog's demo data. */
export async function seedCatalog(_scope: CatalogScope, _options: { scale: number }): Promise<SeedReport> {
  return {};
}
