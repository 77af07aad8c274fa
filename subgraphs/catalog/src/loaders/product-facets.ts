import type { Model, PipelineStage } from 'mongoose';
import type { ProductDocument } from '../models/product.model.js';
import { type FacetedPart, type ProductCriteria, productFilter } from './product-search.js';

/** A value by which a result could be narrowed, and how many products would be left. */
export interface FacetCount {
  readonly value: string;
  readonly count: number;
}

/** The facets of a search. */
export interface ProductFacets {
  readonly brands: readonly FacetCount[];
  readonly categories: readonly FacetCount[];
  readonly attributes: readonly { readonly name: string; readonly values: readonly FacetCount[] }[];
  readonly price: { readonly minMinor: number; readonly maxMinor: number } | null;
}

const MAX_VALUES = 50; // per facet, the most frequent first

interface FacetRow {
  brands: { _id: string; count: number }[];
  categories: { _id: string; count: number }[];
  attributes: { _id: { name: string; value: string }; count: number }[];
  price: { min: number; max: number }[];
}

/** Counts all facets of a search in one aggregate. Each facet ignores its own part of the criteria, so that a second choice can be added to the first. */
export async function loadFacets(
  model: Model<ProductDocument>,
  criteria: ProductCriteria,
): Promise<ProductFacets> {
  const common = productFilter({ text: criteria.text });
  const matching = (part: FacetedPart): PipelineStage.Match => ({ $match: productFilter(criteria, part) });
  const most: PipelineStage.FacetPipelineStage[] = [{ $sort: { count: -1, _id: 1 } }, { $limit: MAX_VALUES }];
  const [row] = await model.aggregate<FacetRow>([
    { $match: common },
    {
      $facet: {
        brands: [matching('brandIds'), { $group: { _id: '$brandId', count: { $sum: 1 } } }, ...most],
        categories: [
          matching('categoryId'),
          { $unwind: '$categoryPath' },
          { $group: { _id: '$categoryPath', count: { $sum: 1 } } },
          ...most,
        ],
        attributes: [
          matching('attributes'),
          { $unwind: '$attributes' },
          {
            $group: {
              _id: { name: '$attributes.name', value: '$attributes.value' },
              count: { $sum: 1 },
            },
          },
          { $sort: { '_id.name': 1, count: -1, '_id.value': 1 } },
        ],
        price: [
          matching('price'),
          { $group: { _id: null, min: { $min: '$price.amountMinor' }, max: { $max: '$price.amountMinor' } } },
        ],
      },
    },
  ]);
  if (!row) throw new Error('$facet answered nothing');
  const [price] = row.price;
  return {
    brands: row.brands.map(toCount),
    categories: row.categories.map(toCount),
    attributes: groupAttributes(row.attributes),
    price: price ? { minMinor: price.min, maxMinor: price.max } : null,
  };
}

function toCount(row: { _id: string; count: number }): FacetCount {
  return { value: row._id, count: row.count };
}

function groupAttributes(rows: FacetRow['attributes']): ProductFacets['attributes'] {
  const byName = new Map<string, FacetCount[]>();
  for (const { _id, count } of rows) {
    const values = byName.get(_id.name) ?? [];
    if (values.length < MAX_VALUES) values.push({ value: _id.value, count });
    byName.set(_id.name, values);
  }
  return [...byName].map(([name, values]) => ({ name, values }));
}
