import { newId } from '@orrery/contracts';
import { RequestError } from '@orrery/runtime';
import type { CatalogCommand, CatalogScope } from '../context.js';
import { faultOfCategoryPath } from '../domain/category-path.js';
import { slugify } from '../domain/slug.js';
import type { CategoryDocument } from '../models/category.model.js';

/** Where a category stands: names from the root down, the last its own. */
export interface CategoryPath {
  readonly path: readonly string[];
  /** Of the last; what is made above it has none. */
  readonly description?: string | null;
}

/**
 * The category at this path; categories that are missing on the way are made. Doing it twice gives the same category.
 * A name that the tree has below the same parent is that category, whatever its case and accents.
 */
export const ensureCategory: CatalogCommand<CategoryPath, CategoryDocument> = async ({ models }, input) => {
  const { path, description } = input;
  const fault = faultOfCategoryPath(path);
  if (fault) throw new RequestError('BAD_USER_INPUT', `A category ${fault}.`);
  let found: CategoryDocument | null = null;
  for (const [depth, name] of path.entries()) {
    const own = depth === path.length - 1 ? (description ?? '') : '';
    found = (await findChild(models, found, name)) ?? (await makeChild(models, found, name, own));
  }
  return found as unknown as CategoryDocument;
};

/** The category at this path as {@link ensureCategory} would find it; null when it would make it. */
export async function findCategory(
  { models }: CatalogScope,
  path: readonly string[],
): Promise<CategoryDocument | null> {
  let found: CategoryDocument | null = null;
  for (const name of path) {
    found = await findChild(models, found, name);
    if (!found) return null;
  }
  return found;
}

async function findChild(
  { Category }: CatalogScope['models'],
  parent: CategoryDocument | null,
  name: string,
): Promise<CategoryDocument | null> {
  const siblings = await Category.find({ parentId: parent?._id ?? null }).lean();
  return siblings.find((sibling) => slugify(sibling.name) === slugify(name)) ?? null;
}

async function makeChild(
  { Category }: CatalogScope['models'],
  parent: CategoryDocument | null,
  name: string,
  description: string,
): Promise<CategoryDocument> {
  const own = slugify(name);
  const parentId = parent?._id ?? null;
  const ancestorIds = parent ? [...parent.ancestorIds, parent._id] : [];
  // The whole path makes the slug: the same name may stand below several parents.
  const slug = parent ? `${parent.slug}-${own}` : own;
  for (let nth = 1; ; nth++) {
    const category = await Category.findOneAndUpdate(
      { slug: nth === 1 ? slug : `${slug}-${nth}` },
      { $setOnInsert: { _id: newId('Category'), name, description, parentId, ancestorIds } },
      { upsert: true, returnDocument: 'after' },
    ).lean();
    // Another path can make the same slug ("Ski" > "Boots" and "Ski Boots"); the same path was made meanwhile.
    if (category.parentId === parentId && slugify(category.name) === own) return category;
  }
}
