import { asDocument, compareValues, Rank, rankOf } from '../bsonkey/index.js';
import { CommandError } from '../errors.js';
import { isArrayIndex } from '../matcher/walk.js';
import { isNumber, toDouble } from '../numbers/exact.js';
import { type Document, isDocument, own } from '../types.js';

/** A compiled sort. */
export interface Sort {
  /** The fields in order, with their directions. */
  readonly fields: readonly { readonly path: string; readonly direction: 1 | -1 }[];
  /** Orders two documents. */
  compare(a: Document, b: Document): number;
  /** The values a document sorts by, one for each field. */
  keyOf(document: Document): unknown[];
  /** Orders two results of `keyOf`. */
  compareKeys(a: readonly unknown[], b: readonly unknown[]): number;
  /** A sorted copy; documents that compare equal keep their order. */
  sorted(documents: readonly Document[]): Document[];
}

/** All values that a path leads to; a missing field is null, an empty array at the end is `undefined`. */
function collect(container: unknown, steps: readonly string[], at: number, into: unknown[]): void {
  if (at === steps.length) {
    if (!Array.isArray(container)) into.push(container ?? null);
    else if (container.length === 0) into.push(undefined);
    else for (const item of container as unknown[]) into.push(item ?? null);
    return;
  }
  const step = steps[at]!;
  if (Array.isArray(container)) {
    if (isArrayIndex(step) && Number(step) < container.length)
      collect(container[Number(step)], steps, at + 1, into);
    else if (container.length === 0) into.push(null);
    else for (const item of container as unknown[]) collectInElement(item, steps, at, into);
    return;
  }
  if (rankOf(container) === Rank.Object) collect(own(asDocument(container), step), steps, at + 1, into);
  else into.push(null);
}

function collectInElement(item: unknown, steps: readonly string[], at: number, into: unknown[]): void {
  if (isDocument(item)) collect(item, steps, at, into);
  else into.push(null);
}

/**
 * The value by which a document sorts on one path: of an array's elements the smallest going up and the
 * largest going down; a missing field counts as null, an empty array as less than null (`undefined`).
 */
export function sortValue(document: Document, steps: readonly string[], direction: 1 | -1): unknown {
  if (steps.length === 1) {
    const value = own(document, steps[0]!);
    if (!Array.isArray(value)) return value ?? null;
  }
  const values: unknown[] = [];
  collect(document, steps, 0, values);
  let best = values[0];
  for (const value of values) if (compareValues(value, best) * direction < 0) best = value;
  return best;
}

function directionOf(path: string, given: unknown): 1 | -1 {
  if (isDocument(given) && Object.hasOwn(given, '$meta')) {
    throw new CommandError('BadValue', `$meta sort on '${path}' is not supported by this server`);
  }
  if (!isNumber(given)) {
    throw new CommandError('Location15974', `Illegal key in $sort specification: ${path}: ${String(given)}`);
  }
  const direction = toDouble(given);
  if (direction !== 1 && direction !== -1) {
    throw new CommandError(
      'Location15975',
      '$sort key ordering must be 1 (for ascending) or -1 (for descending)',
    );
  }
  return direction;
}

function checkPath(path: string): string {
  if (path === '' || path.split('.').includes('')) {
    throw new CommandError(
      'Location40353',
      'FieldPath must not end with, start with or contain an empty field name',
    );
  }
  if (path.startsWith('$')) {
    throw new CommandError(
      'Location16410',
      `FieldPath field names may not start with '$'. Consider using $getField`,
    );
  }
  return path;
}

/**
 * Compiles a sort specification such as `{ total: -1, _id: 1 }`.
 * @throws CommandError for directions other than 1 and -1, and for `$meta`.
 */
export function compileSort(specification: Document): Sort {
  const fields = Object.entries(specification).map(([path, given]) => ({
    path: checkPath(path),
    steps: path.split('.'),
    direction: directionOf(path, given),
  }));
  const keyOf = (document: Document) =>
    fields.map((field) => sortValue(document, field.steps, field.direction));
  const compareKeys = (a: readonly unknown[], b: readonly unknown[]) => {
    for (let at = 0; at < fields.length; at++) {
      const order = compareValues(a[at], b[at]);
      if (order !== 0) return order * fields[at]!.direction;
    }
    return 0;
  };
  return {
    fields,
    keyOf,
    compareKeys,
    compare: (a, b) => compareKeys(keyOf(a), keyOf(b)),
    sorted: (documents) =>
      documents
        .map((document) => ({ document, key: keyOf(document) }))
        .sort((a, b) => compareKeys(a.key, b.key))
        .map((entry) => entry.document),
  };
}
