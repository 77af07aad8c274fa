import { RequestError } from '@orrery/runtime';
import DataLoader from 'dataloader';
import type { Model, PipelineStage } from 'mongoose';
import type { PageRequest } from '../graphql/page-args.js';
import { type Filter, ROWS_PER_REPLY } from './key-loader.js';
import { type Page, type PageOrder, type PageQuery, pageOf, planPage } from './page-query.js';

/** A page of one parent's children: the parent's key, and which page. */
export interface KeyedPageRequest extends PageRequest {
  readonly key: string;
}

/** How a parent's children are found and ordered. */
export interface KeyedPageOptions {
  readonly filter?: Filter;
  readonly order: PageOrder;
}

const MAX_BATCH_SIZE = 200; // pages in one aggregate command

/**
 * A DataLoader from (parent's key, page) to that page of its children: one aggregate command for all parents of one
 * tick, whatever their number. Each page is a branch of its own in a $unionWith, so that each is served by the index
 * on (field, order) and reads no more than its page.
 */
export function loadPagesByKey<Doc>(
  model: Model<Doc>,
  field: keyof Doc & string,
  options: KeyedPageOptions,
): DataLoader<KeyedPageRequest, Page<Doc>, string> {
  return new DataLoader<KeyedPageRequest, Page<Doc>, string>(
    async (requests) => {
      const plans = requests.map((request) => planOf(field, options, request));
      const rows = await readBranches(model, plans);
      return requests.map((request, branch) => {
        const plan = plans[branch];
        // A page that cannot be read is refused alone: the others of its batch are somebody else's.
        return plan instanceof RequestError ? plan : pageOf(rows.get(branch) ?? [], options.order, request);
      });
    },
    {
      maxBatchSize: MAX_BATCH_SIZE,
      cacheKeyFn: ({ key, first, after }) => JSON.stringify([key, first, after]),
    },
  );
}

function planOf(
  field: string,
  options: KeyedPageOptions,
  request: KeyedPageRequest,
): PageQuery | RequestError {
  try {
    return planPage({ ...options.filter, [field]: request.key }, options.order, request);
  } catch (error) {
    if (error instanceof RequestError) return error;
    throw error;
  }
}

/** The rows of each plan by its place in the list: one aggregate command, or none when nothing can be read. */
async function readBranches<Doc>(
  model: Model<Doc>,
  plans: readonly (PageQuery | RequestError)[],
): Promise<Map<number, Doc[]>> {
  const byBranch = new Map<number, Doc[]>();
  const branches = plans.flatMap((plan, branch) =>
    plan instanceof RequestError ? [] : [branchOf(plan, branch)],
  );
  const [first, ...others] = branches;
  if (!first) return byBranch;
  const pipeline = [
    ...first,
    ...others.map((rest) => ({ $unionWith: { coll: model.collection.collectionName, pipeline: rest } })),
  ] as PipelineStage[];
  const rows = await model.aggregate<Doc & { _branch: number }>(pipeline, { batchSize: ROWS_PER_REPLY });
  for (const row of rows) {
    const list = byBranch.get(row._branch);
    if (list) list.push(row);
    else byBranch.set(row._branch, [row]);
  }
  return byBranch;
}

function branchOf(plan: PageQuery, branch: number): PipelineStage.FacetPipelineStage[] {
  return [
    { $match: plan.filter },
    { $sort: plan.sort },
    { $limit: plan.limit },
    { $addFields: { _branch: { $literal: branch } } },
  ];
}

/** A DataLoader from a parent's key to the number of its children, 0 for none: one command for all keys of one tick.
 * A field that holds a list counts once for each of its values. */
export function loadCountsByKey<Doc>(
  model: Model<Doc>,
  field: keyof Doc & string,
  filter: Filter = {},
): DataLoader<string, number> {
  return new DataLoader<string, number>(async (keys) => {
    const rows = await model.aggregate<{ _id: string; count: number }>(
      [
        { $match: { ...filter, [field]: { $in: [...keys] } } },
        { $project: { _id: 0, [field]: 1 } },
        { $unwind: `$${field}` },
        { $match: { [field]: { $in: [...keys] } } },
        { $group: { _id: `$${field}`, count: { $sum: 1 } } },
      ],
      { batchSize: ROWS_PER_REPLY },
    );
    const counts = new Map(rows.map((row) => [row._id, row.count]));
    return keys.map((key) => counts.get(key) ?? 0);
  });
}

/** Reads one page of a whole collection: one `find`. */
export async function findPage<Doc>(
  model: Model<Doc>,
  filter: Filter,
  order: PageOrder,
  request: PageRequest,
): Promise<Page<Doc>> {
  const plan = planPage(filter, order, request);
  const found = (await model
    .find(plan.filter as never, null, { sort: plan.sort, limit: plan.limit })
    .lean()) as Doc[];
  return pageOf(found, order, request);
}
