import { compileSort } from '../sort/index.js';
import { type Document, isDocument } from '../types.js';
import { needWhole } from './stage.js';

/** The front of a pipeline that a collection can serve by itself, from its indexes. */
export interface PipelineHead {
  readonly filter: Document;
  readonly sort: Document | undefined;
  readonly skip: number;
  /** 0 is no limit. */
  readonly limit: number;
  /** How many stages the head replaces. */
  readonly length: number;
}

function only(stage: unknown, name: string): unknown {
  return isDocument(stage) && Object.keys(stage).length === 1 ? (stage[name] as unknown) : undefined;
}

/**
 * Leading `$match` stages, then a `$sort` and further `$match`es, then `$skip` and `$limit`.
 * Their faults are reported as the stages' own.
 */
export function pipelineHead(stages: readonly Document[]): PipelineHead {
  const filters: Document[] = [];
  let at = 0;
  let sort: Document | undefined;
  const takeMatches = (): void => {
    for (let filter = only(stages[at], '$match'); isDocument(filter); filter = only(stages[at], '$match')) {
      filters.push(filter);
      at += 1;
    }
  };
  takeMatches();
  const order = only(stages[at], '$sort');
  if (isDocument(order) && Object.keys(order).length > 0) {
    compileSort(order);
    sort = order;
    at += 1;
    takeMatches();
  }
  let skip = 0;
  let limit = 0;
  if (only(stages[at], '$skip') !== undefined) {
    skip = needWhole(stages[at]!.$skip, 0, '$skip', 'Location5107200');
    at += 1;
  }
  if (only(stages[at], '$limit') !== undefined) {
    limit = needWhole(stages[at]!.$limit, 1, '$limit', 'Location15958');
    at += 1;
  }
  return { filter: joined(filters), sort, skip, limit, length: at };
}

function joined(filters: readonly Document[]): Document {
  if (filters.length <= 1) return filters[0] ?? {};
  return { $and: filters };
}
