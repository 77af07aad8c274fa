import { encodeValue, equalValues } from '../bsonkey/index.js';
import { filterBounds, hasOperatorKey, type Interval } from '../matcher/index.js';
import { type Document, isDocument } from '../types.js';
import type { Collection } from './catalog.js';
import { isDecidedByBounds } from './exact-filter.js';
import type { Index } from './index-spec.js';

export interface SortField {
  readonly path: string;
  readonly direction: 1 | -1;
}

/** One stretch of an index's compounds: equal values in front, then at most one open interval. */
export interface IndexScan {
  readonly kind: 'index';
  readonly index: Index;
  /** The bounds of the leading fields, in the order of the index; those after them are unbounded. */
  readonly bounds: readonly (readonly Interval[])[];
  readonly reverse: boolean;
  /** The bounds decide the filter: a document found needs no further test. */
  readonly exact: boolean;
  /** So many leading fields are bound to points whose scans are merged to keep the order of what follows. */
  readonly mergedFields: number;
  /** True when the results come in the order asked for. */
  readonly sorted: boolean;
}

export interface IdLookup {
  readonly kind: 'id';
  readonly intervals: readonly Interval[];
  /** The bounds decide the filter: a document found needs no further test. */
  readonly exact: boolean;
  readonly reverse: boolean;
  readonly sorted: boolean;
}

export interface CollectionScan {
  readonly kind: 'scan';
  readonly reverse: boolean;
  readonly sorted: boolean;
}

/** The branches of a `$or`, each served by an index; a document found twice counts once. */
export interface Union {
  readonly kind: 'union';
  readonly branches: readonly Plan[];
  readonly sorted: boolean;
}

export interface Nothing {
  readonly kind: 'nothing';
  readonly sorted: true;
}

export type Plan = IndexScan | IdLookup | CollectionScan | Union | Nothing;

/** What to plan for. */
export interface Query {
  readonly filter: Document;
  readonly sort: readonly SortField[];
  /** Restricts the choice to one index, or to a scan in natural order. */
  readonly hint?: Index | 'id' | 'natural' | 'natural-reverse' | undefined;
  /** Indexes that this reader may use: those older than its snapshot. */
  readonly usable?: (index: Index) => boolean;
}

/** Above this many points, merging their scans would cost more than sorting. */
const MOST_MERGED = 200;
/** More intervals than this on one field are read as one wide stretch. */
const MOST_RANGES = 1_000;

function isPoint(interval: Interval): boolean {
  return (
    interval.lower === interval.upper ||
    (interval.lowerInclusive &&
      interval.upperInclusive &&
      Buffer.compare(interval.lower, interval.upper) === 0)
  );
}

function allPoints(intervals: readonly Interval[]): boolean {
  return intervals.every(isPoint);
}

interface Candidate {
  readonly plan: IndexScan | IdLookup;
  /** Leading fields bound to points, then whether a range follows, then whether the sort is served. */
  readonly score: number;
}

/** How an index serves an order: which way to read it, and from which of its fields on. */
interface ServedSort {
  readonly reverse: boolean;
  readonly from: number;
}

/** What a filter pins down: fields bound to points, and those bound to one value in every document found. */
interface Pinned {
  points(path: string): boolean;
  onePoint(path: string): boolean;
  oneValue(path: string): boolean;
}

function servedSort(index: Index, sort: readonly SortField[], pinned: Pinned): ServedSort | undefined {
  if (sort.length === 0 || index.shortened) return undefined;
  let reverse: boolean | undefined;
  let from: number | undefined;
  let at = 0;
  for (const { path, direction } of sort) {
    if (pinned.oneValue(path)) continue;
    const skips = from === undefined ? pinned.points : pinned.onePoint;
    while (at < index.paths.length && index.paths[at] !== path && skips(index.paths[at]!)) at++;
    if (index.paths[at] !== path) return undefined;
    from ??= at;
    const backward = index.directions[at] !== direction;
    if (reverse !== undefined && reverse !== backward) return undefined;
    reverse = backward;
    at++;
  }
  return { reverse: reverse ?? false, from: from ?? 0 };
}

function boundsOf(index: Index, found: Map<string, Interval[]>): (readonly Interval[])[] {
  const bounds: (readonly Interval[])[] = [];
  const arrays = new Set<string>(); // that bounded paths lead through
  for (const path of index.paths) {
    const intervals = found.get(path);
    if (!intervals) break;
    if (index.multikey.has(path)) {
      const [root = path] = path.split('.');
      // Another of its elements may satisfy this: bounds together would ask for one that satisfies both.
      if (arrays.has(root)) break;
      arrays.add(root);
    }
    bounds.push(intervals);
    if (!allPoints(intervals)) break;
  }
  return bounds;
}

function pinnedBy(index: Index, bounds: readonly (readonly Interval[])[]): Pinned {
  const of = (path: string) => {
    const intervals = bounds[index.paths.indexOf(path)];
    return intervals && allPoints(intervals) ? intervals.length : 0;
  };
  return {
    points: (path) => of(path) > 0,
    onePoint: (path) => of(path) === 1,
    oneValue: (path) => of(path) === 1 && !index.multikey.has(path),
  };
}

/** How many scans have to be merged to have the order from field `from` on. */
function mergedScans(bounds: readonly (readonly Interval[])[], from: number): number {
  return bounds.slice(0, from).reduce((scans, intervals) => scans * intervals.length, 1);
}

function isExact(index: Index, bounds: readonly (readonly Interval[])[], filter: Document): boolean {
  if (index.multikey.size > 0 || index.shortened) return false;
  // more ranges than that are read as wider ones
  const ranges = bounds.reduce((product, intervals) => product * intervals.length, 1);
  return ranges <= MOST_RANGES && isDecidedByBounds(filter, index.paths.slice(0, bounds.length));
}

function indexCandidate(index: Index, query: Query, hinted: boolean): Candidate | Nothing | undefined {
  const found = filterBounds(query.filter, (path) => index.multikey.has(path));
  if (index.paths.some((path) => found.get(path)?.length === 0)) return { kind: 'nothing', sorted: true };
  const bounds = boundsOf(index, found);
  const points = bounds.filter(allPoints).length;
  // the bounds of an array field leave out elements that would decide the document's place
  const misleads = query.sort.some(({ path }) => index.multikey.has(path) && found.has(path));
  const served = misleads ? undefined : servedSort(index, query.sort, pinnedBy(index, bounds));
  const sorted = served !== undefined && mergedScans(bounds, served.from) <= MOST_MERGED;
  if (bounds.length === 0 && !sorted && !hinted) return undefined;
  const wholeKey = index.unique && points === index.paths.length;
  const score = points * 100 + (bounds.length - points) * 50 + (sorted ? 60 : 0) + (wholeKey ? 1_000 : 0);
  return {
    plan: {
      kind: 'index',
      index,
      bounds,
      exact: isExact(index, bounds, query.filter),
      reverse: sorted && served.reverse,
      mergedFields: sorted ? served.from : 0,
      sorted: sorted || query.sort.length === 0,
    },
    score: score - index.paths.length,
  };
}

/** A sparse or partial index serves only filters that cannot want a document it leaves out. */
function covers(index: Index, filter: Document): boolean {
  if (index.sparse) {
    const found = filterBounds(filter);
    return index.paths.some((path) => found.get(path)?.every((interval) => !holdsNull(interval)));
  }
  if (index.partialFilter) return implies(filter, index.partialFilter);
  return true;
}

const NULL_KEY = encodeValue(null);

function holdsNull(interval: Interval): boolean {
  return Buffer.compare(interval.lower, NULL_KEY) <= 0 && Buffer.compare(interval.upper, NULL_KEY) >= 0;
}

function within(inner: Interval, outer: Interval): boolean {
  const lower = Buffer.compare(inner.lower, outer.lower);
  const upper = Buffer.compare(inner.upper, outer.upper);
  const lowerFits = lower > 0 || (lower === 0 && (outer.lowerInclusive || !inner.lowerInclusive));
  return lowerFits && (upper < 0 || (upper === 0 && (outer.upperInclusive || !inner.upperInclusive)));
}

/** True when every document that passes `filter` is sure to pass `condition`; false also when unsure. */
function implies(filter: Document, condition: Document): boolean {
  const given = filterBounds(filter);
  return Object.entries(condition).every(([path, wanted]) => {
    if (path === '$and' && Array.isArray(wanted)) {
      return (wanted as Document[]).every((part) => implies(filter, part));
    }
    if (path.startsWith('$')) return false;
    if (statesExactly(filter, path, wanted)) return true;
    const have = given.get(path);
    if (!have) return false;
    if (isExistsTrue(wanted)) return have.every((interval) => !holdsNull(interval));
    const single =
      boundsAreExact(wanted) && filterBounds({ [path]: wanted } as Document, () => false).get(path);
    return single ? have.every((inner) => single.some((outer) => within(inner, outer))) : false;
  });
}

function statesExactly(filter: Document, path: string, wanted: unknown): boolean {
  if (Object.hasOwn(filter, path) && equalValues(filter[path], wanted)) return true;
  const and: unknown = filter.$and;
  return Array.isArray(and) && and.some((part) => isDocument(part) && statesExactly(part, path, wanted));
}

function isExistsTrue(wanted: unknown): boolean {
  return isDocument(wanted) && Object.keys(wanted).length === 1 && wanted.$exists === true;
}

const EXACT_OPERATORS = new Set(['$eq', '$gt', '$gte', '$lt', '$lte', '$in']);

function boundsAreExact(wanted: unknown): boolean {
  if (!hasOperatorKey(wanted)) return wanted !== null && !Array.isArray(wanted);
  return Object.keys(wanted).every((name) => EXACT_OPERATORS.has(name));
}

function idPlan(collection: Collection, query: Query): IdLookup | Nothing | undefined {
  const intervals = filterBounds(query.filter, () => false).get('_id');
  const bySort = query.sort[0]?.path === '_id' && !collection.shortenedIds;
  if (!intervals && !bySort && query.hint !== 'id') return undefined;
  if (intervals?.length === 0) return { kind: 'nothing', sorted: true };
  return {
    kind: 'id',
    intervals: intervals ?? [],
    exact: !collection.shortenedIds && isDecidedByBounds(query.filter, ['_id']),
    reverse: bySort && query.sort[0]!.direction === -1,
    sorted: query.sort.length === 0 || bySort,
  };
}

function bestOf(candidates: readonly Candidate[]): Candidate | undefined {
  return candidates.reduce<Candidate | undefined>(
    (best, one) => (!best || one.score > best.score ? one : best),
    undefined,
  );
}

function orPlan(collection: Collection, query: Query): Union | undefined {
  const branches: unknown = query.filter.$or;
  if (!Array.isArray(branches) || branches.length === 0 || query.hint) return undefined;
  const { $or: _, ...rest } = query.filter;
  const plans: Plan[] = [];
  for (const branch of branches as unknown[]) {
    if (!isDocument(branch)) return undefined;
    const filter = Object.keys(rest).length === 0 ? branch : { $and: [rest, branch] };
    const plan = planQuery(collection, { ...query, filter, sort: [] });
    if (plan.kind === 'scan') return undefined;
    if (plan.kind !== 'nothing') plans.push(plan);
  }
  return { kind: 'union', branches: plans, sorted: query.sort.length === 0 };
}

/**
 * Chooses how to find a query's candidates: equal values first, then a range, then the order asked for.
 * Every candidate must still be matched against the filter, unless the plan is exact.
 */
export function planQuery(collection: Collection, query: Query): Plan {
  if (query.hint === 'natural' || query.hint === 'natural-reverse') {
    return { kind: 'scan', reverse: query.hint === 'natural-reverse', sorted: query.sort.length === 0 };
  }
  const candidates: Candidate[] = [];
  for (const candidate of allCandidates(collection, query)) {
    if (isNothing(candidate)) return candidate;
    candidates.push(candidate);
  }
  const best = bestOf(candidates);
  if (best && (query.hint || isBounded(best.plan))) return best.plan;
  const scan: CollectionScan = { kind: 'scan', reverse: false, sorted: query.sort.length === 0 };
  return orPlan(collection, query) ?? best?.plan ?? scan;
}

function isNothing(candidate: Candidate | Nothing): candidate is Nothing {
  return 'kind' in candidate;
}

function isBounded(plan: IndexScan | IdLookup): boolean {
  return plan.kind === 'index' ? plan.bounds.length > 0 : plan.intervals.length > 0;
}

function* allCandidates(collection: Collection, query: Query): Iterable<Candidate | Nothing> {
  if (query.hint === undefined || query.hint === 'id') {
    const plan = idPlan(collection, query);
    if (plan) yield plan.kind === 'nothing' ? plan : { plan, score: idScore(plan, query) };
  }
  if (query.hint === 'id') return;
  for (const index of collection.indexes) {
    const hinted = query.hint === index;
    if (query.hint ? !hinted : index.hidden || !covers(index, query.filter)) continue;
    if (query.usable && !query.usable(index)) continue;
    const candidate = indexCandidate(index, query, hinted);
    if (candidate) yield candidate;
  }
}

function idScore(plan: IdLookup, query: Query): number {
  if (plan.intervals.length > 0 && allPoints(plan.intervals)) return 2_000;
  return (plan.intervals.length > 0 ? 45 : 0) + (plan.sorted && query.sort.length > 0 ? 55 : 0);
}

export { isPoint, MOST_RANGES };
