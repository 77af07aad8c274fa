import { seedId } from '../ids.js';
import { slugOf } from './slug.js';
import { CATEGORY_TREE, type CategoryNode } from './vocab/categories.data.js';
import type { SeedCategory } from './world.types.js';

function flatten(nodes: readonly CategoryNode[], ancestorIds: readonly string[]): SeedCategory[] {
  return nodes.flatMap(({ name, description, children = [] }) => {
    const slug = slugOf(name);
    const id = seedId('Category', slug);
    const parentId = ancestorIds.at(-1) ?? null;
    return [
      { id, name, slug, description, parentId, ancestorIds },
      ...flatten(children, [...ancestorIds, id]),
    ];
  });
}

/** The category tree as a list, each parent before its children. */
export function seedCategories(): SeedCategory[] {
  return flatten(CATEGORY_TREE, []);
}
