import type { Filter } from '@orrery/kit';
import { searchTerms } from '../domain/search-terms.js';

/** What a client may filter products by; every part that is given must hold. */
export interface ProductCriteria {
  readonly text?: string | null;
  readonly categoryId?: string | null;
  readonly brandIds?: readonly string[] | null;
  readonly minPriceMinor?: number | null;
  readonly maxPriceMinor?: number | null;
  readonly attributes?: readonly { readonly name: string; readonly values: readonly string[] }[] | null;
}

/** A part of the criteria that has facets of its own. */
export type FacetedPart = 'categoryId' | 'brandIds' | 'attributes' | 'price';

/**
 * The MongoDB filter for active products that meet the criteria, but for the part `without`.
 * Text matches products that have every word; the last word may be the beginning of one.
 */
export function productFilter(criteria: ProductCriteria, without?: FacetedPart): Filter {
  const parts: Filter[] = [{ status: 'ACTIVE' }];
  const words = searchTerms(criteria.text ?? '');
  for (const [i, word] of words.entries()) {
    parts.push({ searchTerms: i === words.length - 1 ? { $regex: `^${word}` } : word });
  }
  if (criteria.categoryId && without !== 'categoryId') parts.push({ categoryPath: criteria.categoryId });
  if (criteria.brandIds && without !== 'brandIds') parts.push({ brandId: { $in: criteria.brandIds } });
  const { minPriceMinor: min, maxPriceMinor: max } = criteria;
  if (without !== 'price' && (typeof min === 'number' || typeof max === 'number')) {
    const range = {
      ...(typeof min === 'number' && { $gte: min }),
      ...(typeof max === 'number' && { $lte: max }),
    };
    parts.push({ 'price.amountMinor': range });
  }
  if (without !== 'attributes') {
    for (const { name, values } of criteria.attributes ?? []) {
      parts.push({ attributes: { $elemMatch: { name, value: { $in: values } } } });
    }
  }
  return { $and: parts };
}
