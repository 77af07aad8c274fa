import { CommandError } from '../errors.js';
import { compileFilter, type Matcher } from '../matcher/index.js';
import { isNumber, toDouble } from '../numbers/exact.js';
import { compileSort, type Sort } from '../sort/index.js';
import type { KvReader } from '../storage/kv.js';
import { type Document, isDocument } from '../types.js';
import { decode } from '../wire/bson.js';
import type { Collection } from './catalog.js';
import type { Index } from './index-spec.js';
import { type Plan, planQuery, type Query } from './planner.js';
import { type ScanStats, scanPlan } from './scan.js';

/** A query as find, update, delete, count and distinct state it. */
export interface QuerySpec {
  readonly filter: Document;
  readonly sort?: Document | undefined;
  readonly skip?: number;
  /** 0 is no limit. */
  readonly limit?: number;
  readonly hint?: unknown;
  readonly matcher?: Matcher;
  /** When to give up, in milliseconds since 1970. */
  readonly deadline?: number | undefined;
  /** Variables that `$expr` may refer to. */
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
}

/** One document found; decoded when asked for. */
export interface Found {
  readonly bytes: Uint8Array;
  readonly document: Document;
}

/** A query that is planned and ready to run. */
export interface PreparedQuery {
  readonly collection: Collection;
  readonly plan: Plan;
  readonly matcher: Matcher;
  readonly sort: Sort | undefined;
  readonly skip: number;
  readonly limit: number;
  readonly deadline: number;
}

/** @throws CommandError BadValue when the hint names no index */
function resolveHint(collection: Collection, hint: unknown): Query['hint'] {
  if (hint === undefined || (isDocument(hint) && Object.keys(hint).length === 0)) return undefined;
  if (typeof hint === 'string') {
    if (hint === '_id_') return 'id';
    return byName(collection, (index) => index.name === hint);
  }
  if (!isDocument(hint)) throw new CommandError('FailedToParse', 'Hint must be a string or an object');
  const fields = Object.entries(hint).map(
    ([path, value]) => `${path}:${isNumber(value) ? toDouble(value) : '?'}`,
  );
  if (fields.length === 1 && fields[0] === '$natural:1') return 'natural';
  if (fields.length === 1 && fields[0] === '$natural:-1') return 'natural-reverse';
  if (fields.length === 1 && fields[0] === '_id:1') return 'id';
  return byName(collection, (index) => {
    const key = index.paths.map((path, at) => `${path}:${index.directions[at]}`);
    return key.join() === fields.join();
  });
}

function byName(collection: Collection, matches: (index: Index) => boolean): Index {
  const index = collection.indexes.find(matches);
  if (index) return index;
  throw new CommandError(
    'BadValue',
    'error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index',
  );
}

/**
 * Compiles and plans a query.
 * @throws CommandError for a malformed filter, sort or hint
 */
export function prepareQuery(
  collection: Collection,
  spec: QuerySpec,
  usable?: (index: Index) => boolean,
): PreparedQuery {
  const natural = spec.sort && Object.keys(spec.sort).length === 1 ? spec.sort.$natural : undefined;
  const sort =
    spec.sort && natural === undefined && Object.keys(spec.sort).length > 0
      ? compileSort(spec.sort)
      : undefined;
  const hint = natural === undefined ? spec.hint : { $natural: natural as unknown };
  const plan = planQuery(collection, {
    filter: spec.filter,
    sort: sort?.fields ?? [],
    hint: resolveHint(collection, hint),
    ...(usable && { usable }),
  });
  return {
    collection,
    plan,
    matcher: spec.matcher ?? compileFilter(spec.filter, { variables: spec.variables }),
    sort,
    skip: spec.skip ?? 0,
    limit: spec.limit ?? 0,
    deadline: spec.deadline ?? Number.POSITIVE_INFINITY,
  };
}

/** The clock is asked once for so many documents. */
const LOOKS_PER_CHECK = 64;

class LazyFound implements Found {
  private decoded: Document | undefined;

  constructor(readonly bytes: Uint8Array) {}

  get document(): Document {
    this.decoded ??= decode(this.bytes);
    return this.decoded;
  }
}

function* matching(kv: KvReader, query: PreparedQuery, stats: ScanStats): Iterable<Found> {
  const { plan } = query;
  let looked = 0;
  const exact = (plan.kind === 'id' || plan.kind === 'index') && plan.exact;
  for (const { bytes } of scanPlan(kv, query.collection, query.plan, stats)) {
    if (++looked % LOOKS_PER_CHECK === 0 && Date.now() > query.deadline) {
      throw new CommandError('MaxTimeMSExpired', 'operation exceeded time limit');
    }
    const found = new LazyFound(bytes);
    if (exact || query.matcher.matches(found.document)) yield found;
  }
}

function* sortedBy(sort: Sort, documents: Iterable<Found>): Iterable<Found> {
  const keyed = [...documents].map((found) => ({ found, key: sort.keyOf(found.document) }));
  keyed.sort((a, b) => sort.compareKeys(a.key, b.key));
  for (const { found } of keyed) yield found;
}

function* paged(documents: Iterable<Found>, skip: number, limit: number): Iterable<Found> {
  let at = 0;
  const end = limit === 0 ? Number.POSITIVE_INFINITY : skip + limit;
  for (const found of documents) {
    if (at >= skip) yield found;
    at++;
    if (at >= end) return;
  }
}

/** Runs a prepared query lazily; reading stops when the caller does. */
export function runQuery(
  kv: KvReader,
  query: PreparedQuery,
  stats: ScanStats = { keysExamined: 0, docsExamined: 0 },
): Iterable<Found> {
  const found = matching(kv, query, stats);
  const ordered = query.sort && !query.plan.sorted ? sortedBy(query.sort, found) : found;
  if (query.skip === 0 && query.limit === 0) return ordered;
  return paged(ordered, query.skip, query.limit);
}
