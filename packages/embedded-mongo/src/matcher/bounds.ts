import { BSONRegExp, MaxKey, MinKey } from 'bson';
import { bracketBounds, encodeValue, regexParts } from '../bsonkey/index.js';
import { isNumber, toDouble } from '../numbers/exact.js';
import { type Document, isDocument } from '../types.js';
import { isRegex, literalPrefix } from './regex.js';
import { hasOperatorKey } from './value-test.js';

/**
 * A stretch of encoded values (ascending). Both ends are exact keys of values, or, for the end of a type's
 * bracket, bytes that lie strictly between all keys of the bracket and all others, also when inverted.
 */
export interface Interval {
  readonly lower: Uint8Array;
  readonly upper: Uint8Array;
  readonly lowerInclusive: boolean;
  readonly upperInclusive: boolean;
}

function point(value: unknown): Interval {
  const key = encodeValue(value);
  return { lower: key, upper: key, lowerInclusive: true, upperInclusive: true };
}

function bracket(value: unknown): Interval {
  return { ...bracketBounds(value), lowerInclusive: true, upperInclusive: true };
}

/** Null also finds a missing field, which an index may hold as null or as missing. */
const NULLISH: Interval = { ...point(undefined), upper: encodeValue(null) };

const LEAST_NUMBER = encodeValue(Number.NEGATIVE_INFINITY);

function equalIntervals(value: unknown): Interval[] | undefined {
  if (value === undefined) return undefined;
  if (value === null) return [NULLISH];
  if (!Array.isArray(value)) return [point(value)];
  // an index holds an array's elements: [1, 2] is found by its first one, or whole inside of another array
  return value.length === 0 ? undefined : union([equalIntervals(value[0]), [point(value)]]);
}

function regexIntervals(regex: unknown): Interval[] {
  const { pattern, options } = regexParts(regex);
  const strings = bracket('');
  const prefix = literalPrefix(pattern, options);
  if (prefix === '') return [strings, bracket(regex)];
  // a string's key ends with 00 00: without it the key is a prefix of all longer strings' keys
  const lower = encodeValue(prefix);
  const upper = Uint8Array.from([...lower.subarray(0, -2), 0xff]);
  return [{ lower, upper, lowerInclusive: true, upperInclusive: true }, bracket(regex)];
}

function orderIntervals(name: string, operand: unknown): Interval[] | undefined {
  if (operand === null) return [NULLISH];
  if (operand === undefined || Array.isArray(operand)) return undefined;
  if (operand instanceof MinKey || operand instanceof MaxKey || isRegex(operand)) return undefined;
  if (isNumber(operand) && Number.isNaN(toDouble(operand))) return [point(operand)];
  // NaN has its place below all numbers, but is not less than any
  const whole = isNumber(operand) ? { ...bracket(operand), lower: LEAST_NUMBER } : bracket(operand);
  const key = encodeValue(operand);
  if (name === '$lt' || name === '$lte') return [{ ...whole, upper: key, upperInclusive: name === '$lte' }];
  return [{ ...whole, lower: key, lowerInclusive: name === '$gte' }];
}

function union(lists: readonly (Interval[] | undefined)[]): Interval[] | undefined {
  const joined: Interval[] = [];
  for (const list of lists) {
    if (!list) return undefined;
    joined.push(...list);
  }
  joined.sort(
    (a, b) => Buffer.compare(a.lower, b.lower) || Number(b.lowerInclusive) - Number(a.lowerInclusive),
  );
  const merged: Interval[] = [];
  for (const next of joined) {
    const last = merged.at(-1);
    if (last && touches(last, next)) merged[merged.length - 1] = extend(last, next);
    else merged.push(next);
  }
  return merged;
}

function touches(last: Interval, next: Interval): boolean {
  const order = Buffer.compare(next.lower, last.upper);
  return order < 0 || (order === 0 && (next.lowerInclusive || last.upperInclusive));
}

function extend(last: Interval, next: Interval): Interval {
  const order = Buffer.compare(next.upper, last.upper);
  if (order < 0) return last;
  const upperInclusive = order > 0 ? next.upperInclusive : next.upperInclusive || last.upperInclusive;
  return { ...last, upper: next.upper, upperInclusive };
}

function intersectTwo(a: Interval, b: Interval): Interval | undefined {
  const lowerOrder = Buffer.compare(a.lower, b.lower);
  const upperOrder = Buffer.compare(a.upper, b.upper);
  const lower = lowerOrder > 0 ? a : b;
  const upper = upperOrder < 0 ? a : b;
  const joined: Interval = {
    lower: lower.lower,
    upper: upper.upper,
    lowerInclusive: lowerOrder === 0 ? a.lowerInclusive && b.lowerInclusive : lower.lowerInclusive,
    upperInclusive: upperOrder === 0 ? a.upperInclusive && b.upperInclusive : upper.upperInclusive,
  };
  const order = Buffer.compare(joined.lower, joined.upper);
  if (order > 0 || (order === 0 && !(joined.lowerInclusive && joined.upperInclusive))) return undefined;
  return joined;
}

function intersect(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  return a.flatMap((one) => b.map((other) => intersectTwo(one, other)).filter((both) => both !== undefined));
}

function isPoints(intervals: readonly Interval[]): boolean {
  return intervals.every((one) => one.lower === one.upper || Buffer.compare(one.lower, one.upper) === 0);
}

/** Of two predicates that different array elements may satisfy, only one can bound the scan: the tighter. */
function tighter(a: Interval[], b: Interval[]): Interval[] {
  if (isPoints(a) !== isPoints(b)) return isPoints(a) ? a : b;
  return b.length < a.length ? b : a;
}

class BoundsCollector {
  readonly bounds = new Map<string, Interval[]>();

  constructor(private readonly isMultikey: (path: string) => boolean) {}

  add(path: string, intervals: Interval[] | undefined, sameElement = false): void {
    if (!intervals) return;
    const known = this.bounds.get(path);
    const join = sameElement || !this.isMultikey(path) ? intersect : tighter;
    this.bounds.set(path, known ? join(known, intervals) : intervals);
  }

  filter(filter: Document, prefix = ''): void {
    for (const [name, operand] of Object.entries(filter)) {
      if (name === '$and' && Array.isArray(operand)) {
        for (const part of operand as unknown[]) if (isDocument(part)) this.filter(part, prefix);
      } else if (name === '$expr') this.expression(operand);
      else if (!name.startsWith('$')) this.field(`${prefix}${name}`, operand);
    }
  }

  /** `$expr: { $eq: ['$path', constant] }` finds that constant, though not inside of arrays. */
  private expression(condition: unknown): void {
    if (!isDocument(condition)) return;
    if (Array.isArray(condition.$and)) for (const part of condition.$and as unknown[]) this.expression(part);
    if (!Array.isArray(condition.$eq) || condition.$eq.length !== 2) return;
    const [a, b] = condition.$eq as [unknown, unknown];
    const path = expressionPath(a) ?? expressionPath(b);
    const constant = expressionConstant(expressionPath(a) === undefined ? a : b);
    if (path !== undefined && constant !== undefined) this.add(path, [point(constant.value)]);
  }

  private field(path: string, operand: unknown): void {
    if (isRegex(operand)) this.add(path, regexIntervals(operand));
    else if (hasOperatorKey(operand)) this.operators(path, operand);
    else this.add(path, equalIntervals(operand));
  }

  private operators(path: string, operators: Document): void {
    for (const [name, operand] of Object.entries(operators) as [string, unknown][]) {
      if (name === '$elemMatch' && isDocument(operand)) this.elemMatch(path, operand);
      else if (name === '$all' && Array.isArray(operand)) {
        for (const item of operand as unknown[]) this.allItem(path, item);
      } else this.add(path, operatorIntervals(name, operand, operators));
    }
  }

  private allItem(path: string, item: unknown): void {
    if (isDocument(item) && isDocument(item.$elemMatch)) this.elemMatch(path, item.$elemMatch);
    else this.add(path, isRegex(item) ? regexIntervals(item) : equalIntervals(item));
  }

  private elemMatch(path: string, operand: Document): void {
    if (!hasOperatorKey(operand)) {
      this.filter(operand, `${path}.`);
      return;
    }
    // one element satisfies all of them, so their bounds intersect
    const element = new BoundsCollector(() => false);
    element.elementOperators(path, operand);
    this.add(path, element.bounds.get(path));
  }

  private elementOperators(path: string, operators: Document): void {
    for (const [name, operand] of Object.entries(operators) as [string, unknown][]) {
      // an array inside of the array is not found element by element
      if (!Array.isArray(operand) || name === '$in')
        this.add(path, operatorIntervals(name, operand, operators), true);
    }
  }
}

function expressionPath(expression: unknown): string | undefined {
  return typeof expression === 'string' && /^\$[^$]/.test(expression) ? expression.slice(1) : undefined;
}

/** A constant that an index holds as it is: not null (missing is another value) and not an array. */
function expressionConstant(expression: unknown): { value: unknown } | undefined {
  const literal = isDocument(expression) && Object.keys(expression).join() === '$literal';
  const value: unknown = literal ? (expression as Document).$literal : expression;
  if (value === null || value === undefined || Array.isArray(value)) return undefined;
  if (!literal && (isDocument(value) || (typeof value === 'string' && value.startsWith('$'))))
    return undefined;
  return { value };
}

function operatorIntervals(name: string, operand: unknown, siblings: Document): Interval[] | undefined {
  switch (name) {
    case '$eq':
      return equalIntervals(operand);
    case '$in':
      if (!Array.isArray(operand)) return undefined;
      return union(operand.map((item) => (isRegex(item) ? regexIntervals(item) : equalIntervals(item))));
    case '$lt':
    case '$lte':
    case '$gt':
    case '$gte':
      return orderIntervals(name, operand);
    case '$regex': {
      const options: unknown = siblings.$options ?? '';
      if (isRegex(operand)) return options === '' ? regexIntervals(operand) : undefined;
      if (typeof operand !== 'string' || typeof options !== 'string') return undefined;
      return regexIntervals(new BSONRegExp(operand, options));
    }
    default:
      return undefined;
  }
}

/**
 * What a filter's AND-ed predicates say about single paths, as ascending, disjoint intervals of encoded values.
 * Never too tight, often too loose: each document found must still be matched. Predicates on one path are
 * intersected only where `isMultikey` (of the index in question) says that no array is met; by default any
 * path may meet one. A path that is not in the map is not bounded; an empty list says that nothing matches.
 */
export function filterBounds(
  filter: Document,
  isMultikey: (path: string) => boolean = () => true,
): Map<string, Interval[]> {
  const collector = new BoundsCollector(isMultikey);
  collector.filter(filter);
  return collector.bounds;
}
