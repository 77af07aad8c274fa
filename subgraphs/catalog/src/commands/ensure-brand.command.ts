import { newId } from '@orrery/contracts';
import { RequestError } from '@orrery/runtime';
import type { CatalogCommand } from '../context.js';
import { slugify } from '../domain/slug.js';
import type { BrandDocument } from '../models/brand.model.js';

/** The brand with this name: found by its slug, or made. Doing it twice gives the same brand. */
export const ensureBrand: CatalogCommand<{ name: string }, BrandDocument> = async ({ models }, { name }) => {
  const slug = slugify(name);
  if (slug === '') throw new RequestError('BAD_USER_INPUT', 'A brand needs a name with a letter or a digit.');
  return models.Brand.findOneAndUpdate(
    { slug },
    { $setOnInsert: { _id: newId('Brand'), name, slug } },
    { upsert: true, returnDocument: 'after' },
  ).lean();
};
