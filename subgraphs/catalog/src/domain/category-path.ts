import { slugify } from './slug.js';

/** How deep the category tree may be. */
export const MAX_CATEGORY_DEPTH = 20;

/** What is wrong with names from a root down to a category, as the end of a sentence; undefined when nothing is. */
export function faultOfCategoryPath(path: readonly string[]): string | undefined {
  if (path.length === 0 || path.length > MAX_CATEGORY_DEPTH) {
    return `must be a path of 1 to ${MAX_CATEGORY_DEPTH} names`;
  }
  if (path.some((name) => slugify(name) === '')) return 'needs a Latin letter or a digit in each name';
  return undefined;
}
