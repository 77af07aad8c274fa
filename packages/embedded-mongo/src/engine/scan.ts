import type { Interval } from '../matcher/index.js';
import { lowerBound, spaceKey, upperBound } from '../storage/keyspace.js';
import { joinKey, type KeyRange, type KvReader, keyText, prefixRange } from '../storage/kv.js';
import type { Collection } from './catalog.js';
import type { Index } from './index-spec.js';
import { type IdLookup, type IndexScan, isPoint, MOST_RANGES, type Plan } from './planner.js';
import { documentOfEntry } from './records.js';

/** What a query looked at; counted while it runs. */
export interface ScanStats {
  keysExamined: number;
  docsExamined: number;
}

/** A candidate: its bytes, and the end of its key, which tells documents of one collection apart. */
export interface Candidate {
  readonly idKey: Uint8Array;
  readonly bytes: Uint8Array;
}

const ABOVE_ALL = Uint8Array.of(0xff);

function inverted(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => byte ^ 0xff);
}

/** The key range of one interval behind a prefix that is already fixed. */
function intervalRange(
  prefix: Uint8Array,
  interval: Interval,
  direction: 1 | -1,
  most: 'index' | 'id',
): KeyRange {
  const up = direction === 1;
  const low = up ? interval.lower : inverted(interval.upper);
  const high = up ? interval.upper : inverted(interval.lower);
  const lowIn = up ? interval.lowerInclusive : interval.upperInclusive;
  const highIn = up ? interval.upperInclusive : interval.lowerInclusive;
  const space = prefix.subarray(0, 4);
  const start = joinKey(prefix.subarray(4), low, lowIn ? EMPTY : ABOVE_ALL);
  const end = joinKey(prefix.subarray(4), high, highIn ? ABOVE_ALL : EMPTY);
  return { start: joinKey(space, lowerBound(start, most)), end: joinKey(space, upperBound(end, most)) };
}

const EMPTY = new Uint8Array(0);

/** All stretches of an index that a scan reads, in the index's own order. */
function indexRanges(scan: IndexScan): KeyRange[] {
  const { index, bounds } = scan;
  let prefixes: Uint8Array[] = [spaceKey(index.space)];
  for (let field = 0; field < bounds.length; field++) {
    const direction = index.directions[field]!;
    const ordered = direction === 1 ? bounds[field]! : [...bounds[field]!].reverse();
    const last = field === bounds.length - 1;
    if (last || prefixes.length * ordered.length > MOST_RANGES || !ordered.every(isPoint)) {
      return prefixes.flatMap((prefix) =>
        ordered.map((one) => intervalRange(prefix, one, direction, 'index')),
      );
    }
    prefixes = prefixes.flatMap((prefix) =>
      ordered.map((one) => joinKey(prefix, direction === 1 ? one.lower : inverted(one.lower))),
    );
  }
  return [prefixRange(spaceKey(index.space))];
}

interface IndexHit {
  readonly order: Uint8Array;
  readonly idKey: Uint8Array;
}

function* readRange(kv: KvReader, range: KeyRange, reverse: boolean, stats: ScanStats): Iterable<IndexHit> {
  for (const { key, value } of kv.range({ ...range, reverse })) {
    stats.keysExamined++;
    yield { order: key, idKey: value };
  }
}

/** Merges streams that are each in order; `compare` orders their heads. */
function* merge<T>(streams: readonly Iterable<T>[], compare: (a: T, b: T) => number): Iterable<T> {
  const open = streams
    .map((stream) => ({ iterator: stream[Symbol.iterator](), head: undefined as T | undefined }))
    .filter((one) => advance(one));
  try {
    while (open.length > 0) {
      let least = 0;
      for (let at = 1; at < open.length; at++) {
        if (compare(open[at]!.head!, open[least]!.head!) < 0) least = at;
      }
      const next = open[least]!;
      yield next.head!;
      if (!advance(next)) open.splice(least, 1);
    }
  } finally {
    for (const { iterator } of open) iterator.return?.();
  }
}

function advance<T>(stream: { iterator: Iterator<T>; head: T | undefined }): boolean {
  const next = stream.iterator.next();
  stream.head = next.done ? undefined : next.value;
  return !next.done;
}

/** One scan for each combination of the merged fields' points, with the length of what is fixed in it. */
function pointScans(scan: IndexScan): { ranges: KeyRange[]; prefixLength: number }[] {
  let prefixes: { intervals: Interval[]; length: number }[] = [{ intervals: [], length: 4 }];
  for (const points of scan.bounds.slice(0, scan.mergedFields)) {
    prefixes = prefixes.flatMap(({ intervals, length }) =>
      points.map((one) => ({ intervals: [...intervals, one], length: length + one.lower.length })),
    );
  }
  return prefixes.map(({ intervals, length }) => ({
    ranges: indexRanges({
      ...scan,
      bounds: [...intervals.map((one) => [one]), ...scan.bounds.slice(scan.mergedFields)],
    }),
    prefixLength: length,
  }));
}

function* hitsInOrder(kv: KvReader, scan: IndexScan, stats: ScanStats): Iterable<IndexHit> {
  const sign = scan.reverse ? -1 : 1;
  const streams = pointScans(scan).map(({ ranges, prefixLength }) =>
    rangeHits(kv, ranges, scan.reverse, stats, prefixLength),
  );
  yield* streams.length === 1
    ? streams[0]!
    : merge(streams, (a, b) => sign * Buffer.compare(a.order, b.order));
}

function* rangeHits(
  kv: KvReader,
  ranges: readonly KeyRange[],
  reverse: boolean,
  stats: ScanStats,
  prefixLength: number,
): Iterable<IndexHit> {
  for (const range of reverse ? [...ranges].reverse() : ranges) {
    for (const hit of readRange(kv, range, reverse, stats)) {
      yield { order: hit.order.subarray(prefixLength), idKey: hit.idKey };
    }
  }
}

function isMultikey(index: Index): boolean {
  return index.multikey.size > 0;
}

function* indexCandidates(
  kv: KvReader,
  collection: Collection,
  scan: IndexScan,
  stats: ScanStats,
): Iterable<Candidate> {
  const hits = scan.sorted
    ? hitsInOrder(kv, scan, stats)
    : rangeHits(kv, indexRanges(scan), scan.reverse, stats, 0);
  const seen = isMultikey(scan.index) ? new Set<string>() : undefined;
  for (const { idKey } of hits) {
    if (seen) {
      const text = keyText(idKey);
      if (seen.has(text)) continue;
      seen.add(text);
    }
    const bytes = documentOfEntry(kv, collection, idKey);
    if (!bytes) continue;
    stats.docsExamined++;
    yield { idKey, bytes };
  }
}

function* documentsIn(kv: KvReader, range: KeyRange, stats: ScanStats, keysEach: 0 | 1): Iterable<Candidate> {
  for (const { key, value } of kv.range(range)) {
    stats.keysExamined += keysEach;
    stats.docsExamined++;
    yield { idKey: key.subarray(4), bytes: value };
  }
}

function* idCandidates(
  kv: KvReader,
  collection: Collection,
  plan: IdLookup,
  stats: ScanStats,
): Iterable<Candidate> {
  const prefix = spaceKey(collection.space);
  if (plan.intervals.length === 0) {
    yield* documentsIn(kv, { ...prefixRange(prefix), reverse: plan.reverse }, stats, 1);
    return;
  }
  for (const interval of plan.reverse ? [...plan.intervals].reverse() : plan.intervals) {
    const range = intervalRange(prefix, interval, 1, 'id');
    if (isPoint(interval) && interval.lower.length < 600) {
      const idKey = interval.lower;
      stats.keysExamined++;
      const bytes = kv.get(joinKey(prefix, idKey));
      if (!bytes) continue;
      stats.docsExamined++;
      yield { idKey, bytes };
    } else yield* documentsIn(kv, { ...range, reverse: plan.reverse }, stats, 1);
  }
}

function* unionCandidates(
  kv: KvReader,
  collection: Collection,
  branches: readonly Plan[],
  stats: ScanStats,
): Iterable<Candidate> {
  const seen = new Set<string>();
  for (const branch of branches) {
    for (const candidate of scanPlan(kv, collection, branch, stats)) {
      const text = keyText(candidate.idKey);
      if (seen.has(text)) continue;
      seen.add(text);
      yield candidate;
    }
  }
}

/** Reads a plan's candidates, each document once, in the plan's order. */
export function scanPlan(
  kv: KvReader,
  collection: Collection,
  plan: Plan,
  stats: ScanStats,
): Iterable<Candidate> {
  switch (plan.kind) {
    case 'nothing':
      return [];
    case 'id':
      return idCandidates(kv, collection, plan, stats);
    case 'index':
      return indexCandidates(kv, collection, plan, stats);
    case 'union':
      return unionCandidates(kv, collection, plan.branches, stats);
    case 'scan': {
      const whole = { ...prefixRange(spaceKey(collection.space)), reverse: plan.reverse };
      return documentsIn(kv, whole, stats, 0);
    }
  }
}
