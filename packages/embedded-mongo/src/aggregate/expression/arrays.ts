import { Int32 } from 'bson';
import { compareValues, equalValues } from '../../bsonkey/index.js';
import { CommandError } from '../../errors.js';
import { typeName } from '../../matcher/type-names.js';
import { compileSort } from '../../sort/index.js';
import { type Document, isDocument, put } from '../../types.js';
import {
  args,
  named,
  needArray,
  needInteger,
  needString,
  nullBinary,
  nullish,
  nullUnary,
  type OperatorTable,
  unary,
} from './operator.js';

function elementAt(value: unknown, position: unknown, name: string): unknown {
  const array = needArray(value, name);
  const index = needInteger(position, name);
  return array.at(index);
}

function toObject(value: unknown, name: string): unknown {
  const result: Document = {};
  for (const entry of needArray(value, name)) {
    if (Array.isArray(entry) && entry.length === 2) put(result, needString(entry[0], name), entry[1]);
    else if (isDocument(entry) && typeof entry.k === 'string' && Object.hasOwn(entry, 'v')) {
      put(result, entry.k, entry.v);
    } else {
      throw new CommandError(
        'Location40386',
        `${name} requires arrays of size 2 or objects with 'k' and 'v'. Found: ${typeName(entry)}`,
      );
    }
  }
  return result;
}

/** The slice of `$slice: [array, n]` or `[array, position, n]`. */
function slice([value, first, second]: unknown[], _scope: unknown, name: string): unknown {
  if (nullish(value) || nullish(first) || second === null) return null;
  const array = needArray(value, name);
  const start = needInteger(first, name);
  if (second === undefined) return start >= 0 ? array.slice(0, start) : array.slice(start);
  const count = needInteger(second, name);
  if (count <= 0)
    throw new CommandError('Location28729', `Third argument to $slice must be positive: ${count}`);
  const from = start < 0 ? Math.max(0, array.length + start) : start;
  return array.slice(from, from + count);
}

function indexOf([value, wanted, start, end]: unknown[], _scope: unknown, name: string): unknown {
  if (nullish(value)) return null;
  const array = needArray(value, name);
  const from = start === undefined ? 0 : needInteger(start, name);
  const to = Math.min(array.length, end === undefined ? array.length : needInteger(end, name));
  for (let at = from; at < to; at++) if (equalValues(array[at], wanted)) return new Int32(at);
  return new Int32(-1);
}

const LONGEST_RANGE = 10_000_000;

function range([start, end, by]: unknown[], _scope: unknown, name: string): unknown {
  const [from, to] = [needInteger(start, name), needInteger(end, name)];
  const step = by === undefined ? 1 : needInteger(by, name);
  if (step === 0) throw new CommandError('Location34449', '$range requires a non-zero step value');
  const length = Math.max(0, Math.ceil((to - from) / step));
  if (length > LONGEST_RANGE)
    throw new CommandError('ExceededMemoryLimit', '$range would make too long an array');
  return Array.from({ length }, (_, at) => new Int32(from + at * step));
}

function sortArray({ input, sortBy }: Record<string, unknown>, _scope: unknown, name: string): unknown {
  if (nullish(input)) return null;
  const array = needArray(input, name);
  if (!isDocument(sortBy)) {
    const direction = needInteger(sortBy, name);
    return array.toSorted((a, b) => compareValues(a, b) * direction);
  }
  const sort = compileSort(sortBy);
  const keyed = array.map((item) => ({ item, key: sort.keyOf(isDocument(item) ? item : {}) }));
  return keyed.sort((a, b) => sort.compareKeys(a.key, b.key)).map(({ item }) => item);
}

function zip(
  { inputs, useLongestLength, defaults }: Record<string, unknown>,
  _scope: unknown,
  name: string,
): unknown {
  if (nullish(inputs)) return null;
  const arrays: unknown[][] = [];
  for (const input of needArray(inputs, name)) {
    if (nullish(input)) return null;
    arrays.push(needArray(input, name));
  }
  const lengths = arrays.map((array) => array.length);
  const length = useLongestLength === true ? Math.max(...lengths) : Math.min(...lengths);
  const fillers = nullish(defaults) ? [] : needArray(defaults, name);
  return Array.from({ length }, (_, at) =>
    arrays.map((array, column) => (at < array.length ? array[at] : (fillers[column] ?? null))),
  );
}

/** The first, last, smallest or largest n of `{ n, input }`. */
function several(pick: (array: unknown[], n: number) => unknown[]) {
  return named(['n', 'input'], [], ({ n, input }, _scope, name) => {
    const count = needInteger(n, name);
    if (count <= 0) throw new CommandError('Location5787908', `'n' must be greater than 0, found ${count}`);
    if (nullish(input)) return null;
    return pick(needArray(input, name), count);
  });
}

function present(array: unknown[]): unknown[] {
  return array.filter((item) => !nullish(item));
}

/** Arrays by position and as a whole. */
export const ARRAYS: OperatorTable = {
  $arrayElemAt: nullBinary(elementAt),
  $first: nullUnary((value, name) => needArray(value, name)[0]),
  $last: nullUnary((value, name) => needArray(value, name).at(-1)),
  $firstN: several((array, n) => array.slice(0, n)),
  $lastN: several((array, n) => array.slice(-n)),
  $minN: several((array, n) => present(array).sort(compareValues).slice(0, n)),
  $maxN: several((array, n) =>
    present(array)
      .sort((a, b) => compareValues(b, a))
      .slice(0, n),
  ),
  $arrayToObject: nullUnary(toObject),
  $concatArrays: args(0, Number.POSITIVE_INFINITY, (values, _scope, name) =>
    values.some(nullish) ? null : values.flatMap((value) => needArray(value, name)),
  ),
  $in: args(2, 2, ([value, array], _scope, name) =>
    needArray(array, name).some((item) => equalValues(item, value)),
  ),
  $indexOfArray: args(2, 4, indexOf),
  $isArray: unary((value) => Array.isArray(value)),
  $range: args(2, 3, range),
  $reverseArray: nullUnary((value, name) => needArray(value, name).toReversed()),
  $size: unary((value, name) => new Int32(needArray(value, name).length)),
  $slice: args(2, 3, slice),
  $sortArray: named(['input', 'sortBy'], [], sortArray),
  $zip: named(['inputs'], ['useLongestLength', 'defaults'], zip),
};
