import { newId } from '@orrery/contracts';
import { RequestError } from '@orrery/runtime';
import type { CatalogCommand } from '../context.js';
import { slugify } from '../domain/slug.js';
import type { CategoryDocument } from '../models/category.model.js';

/** Where a category stands: names from the root down, the last its own. */
export interface CategoryPath {
  readonly path: readonly string[];
  readonly description?: string | null;
}

const MAX_DEPTH = 20;

/**
 * The category at this path; categories that are missing on the way are made. Doing it twice gives the same category.
 * A name that the tree has below the same parent is that category, whatever its case and accents.
 */
export const ensureCategory: CatalogCommand<CategoryPath, CategoryDocument> = async ({ models }, input) => {
  if (input.path.length === 0 || input.path.length > MAX_DEPTH) {
    throw new RequestError('BAD_USER_INPUT', `A category needs a path of 1 to ${MAX_DEPTH} names.`);
  }
  let parent: CategoryDocument | null = null;
  for (const name of input.path) {
    const own = slugify(name);
    if (own === '')
      throw new RequestError('BAD_USER_INPUT', 'A category needs a name with a letter or a digit.');
    // The whole path makes the slug: the same name may stand below several parents.
    const slug: string = parent ? `${parent.slug}-${own}` : own;
    const siblings: CategoryDocument[] = await models.Category.find({ parentId: parent?._id ?? null }).lean();
    const existing = siblings.find((sibling) => slugify(sibling.name) === own);
    const made: Omit<CategoryDocument, 'slug'> = {
      _id: newId('Category'),
      name,
      description: input.description ?? '',
      parentId: parent?._id ?? null,
      ancestorIds: parent ? [...parent.ancestorIds, parent._id] : [],
    };
    parent =
      existing ??
      (await models.Category.findOneAndUpdate(
        { slug },
        { $setOnInsert: made },
        { upsert: true, returnDocument: 'after' },
      ).lean());
  }
  return parent as unknown as CategoryDocument;
};
