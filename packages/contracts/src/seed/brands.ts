import { seedId } from '../ids.js';
import { slugOf } from './slug.js';
import { BRANDS } from './vocab/brands.data.js';
import type { SeedBrand } from './world.types.js';

/** All brands. */
export function seedBrands(): SeedBrand[] {
  return BRANDS.map(([name], index) => ({ id: seedId('Brand', index), name, slug: slugOf(name) }));
}
