import { compareValues } from '../bsonkey/index.js';
import { CommandError } from '../errors.js';
import { typeName } from '../matcher/index.js';
import { isNumber, toDouble, toInteger } from '../numbers/exact.js';
import { compileSort } from '../sort/index.js';
import { type Document, isDocument } from '../types.js';
import { showId } from './describe.js';
import { identical } from './identical.js';
import { ABSENT, KEEP, type Modify } from './target.js';

const CLAUSES = new Set(['$each', '$slice', '$sort', '$position']);

function integerClause(name: string, value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const integer = isNumber(value) ? toInteger(value) : undefined;
  if (integer === undefined) {
    throw new CommandError(
      'BadValue',
      `The value for ${name} must be an integer value but was given type: ${typeName(value)}`,
    );
  }
  return Number(integer);
}

/** Sorts an array's elements: by value, or by fields of the documents in it. */
function sorter(specification: unknown): ((items: unknown[]) => unknown[]) | undefined {
  if (specification === undefined) return undefined;
  if (isDocument(specification)) {
    if (Object.keys(specification).length === 0) {
      throw new CommandError('BadValue', 'The $sort pattern is empty when it should be a set of fields.');
    }
    const sort = compileSort(specification);
    return (items) =>
      sort
        .sorted(items.map((item) => ({ '': item, ...(isDocument(item) ? item : {}) })))
        .map((one) => one['']);
  }
  const direction = isNumber(specification) ? toDouble(specification) : 0;
  if (direction !== 1 && direction !== -1) {
    throw new CommandError('BadValue', 'The $sort element value must be either 1 or -1');
  }
  return (items) => items.toSorted((a, b) => compareValues(a, b) * direction);
}

function slice(items: unknown[], count: number | undefined): unknown[] {
  if (count === undefined) return items;
  if (count === 0) return [];
  return count > 0 ? items.slice(0, count) : items.slice(count);
}

function insert(
  items: readonly unknown[],
  added: readonly unknown[],
  position: number | undefined,
): unknown[] {
  if (position === undefined) return [...items, ...added];
  const at = position < 0 ? Math.max(0, items.length + position) : Math.min(position, items.length);
  return [...items.slice(0, at), ...added, ...items.slice(at)];
}

/** `$push`, with `$each`, `$position`, `$sort` and `$slice` applied in that order. */
export function compilePush(operand: unknown, path: string): Modify {
  const clauses: Document =
    isDocument(operand) && Object.hasOwn(operand, '$each') ? operand : { $each: [operand] };
  const unknown = Object.keys(clauses).find((name) => !CLAUSES.has(name));
  if (unknown) throw new CommandError('BadValue', `Unrecognized clause in $push: ${unknown}`);
  const added: unknown = clauses.$each;
  if (!Array.isArray(added)) {
    throw new CommandError(
      'BadValue',
      `The argument to $each in $push must be an array but it was of type: ${typeName(added)}`,
    );
  }
  const position = integerClause('$position', clauses.$position);
  const limit = integerClause('$slice', clauses.$slice);
  const sort = sorter(clauses.$sort);
  return (current, document) => {
    if (current !== ABSENT && !Array.isArray(current)) {
      throw new CommandError(
        'BadValue',
        `The field '${path}' must be an array but is of type ${typeName(current)} in document ${showId(document)}`,
      );
    }
    const joined = insert(current === ABSENT ? [] : (current as unknown[]), added, position);
    const result = slice(sort ? sort(joined) : joined, limit);
    return identical(result, current) ? KEEP : result;
  };
}
