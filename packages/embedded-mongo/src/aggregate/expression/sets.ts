import { encodeValue } from '../../bsonkey/index.js';
import { truthy } from '../../matcher/value-test.js';
import { args, needArray, nullBinary, nullish, type OperatorTable, unary } from './operator.js';

const MANY = Number.POSITIVE_INFINITY;

/** Distinct values by their keys, in order of first appearance. */
function keyed(array: readonly unknown[]): Map<string, unknown> {
  const set = new Map<string, unknown>();
  for (const item of array) {
    const key = Buffer.from(encodeValue(item)).toString('latin1');
    if (!set.has(key)) set.set(key, item);
  }
  return set;
}

function isSubset(a: Map<string, unknown>, b: Map<string, unknown>): boolean {
  for (const key of a.keys()) if (!b.has(key)) return false;
  return true;
}

function intersection(values: unknown[], _scope: unknown, name: string): unknown {
  if (values.some(nullish)) return null;
  const sets = values.map((value) => keyed(needArray(value, name)));
  const [first = new Map<string, unknown>(), ...others] = sets;
  return [...first].filter(([key]) => others.every((other) => other.has(key))).map(([, item]) => item);
}

function equalSets(values: unknown[], _scope: unknown, name: string): unknown {
  const [first, ...others] = values.map((value) => keyed(needArray(value, name)));
  return others.every((other) => other.size === first!.size && isSubset(first!, other));
}

/** Arrays as sets: duplicates and order do not count. */
export const SETS: OperatorTable = {
  $setUnion: args(0, MANY, (values, _scope, name) =>
    values.some(nullish) ? null : [...keyed(values.flatMap((value) => needArray(value, name))).values()],
  ),
  $setIntersection: args(0, MANY, intersection),
  $setDifference: nullBinary((a, b, name) => {
    const removed = keyed(needArray(b, name));
    return [...keyed(needArray(a, name))].filter(([key]) => !removed.has(key)).map(([, item]) => item);
  }),
  $setEquals: args(2, MANY, equalSets),
  $setIsSubset: args(2, 2, ([a, b], _scope, name) =>
    isSubset(keyed(needArray(a, name)), keyed(needArray(b, name))),
  ),
  $allElementsTrue: unary((value, name) => needArray(value, name).every(truthy)),
  $anyElementTrue: unary((value, name) => needArray(value, name).some(truthy)),
};
