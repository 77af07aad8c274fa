import { Double, Int32, Long, ObjectId } from 'bson';
import { hasOperatorKey } from '../matcher/index.js';
import type { Document } from '../types.js';

/** Operators whose bounds say all there is to say, given a plain operand. */
const COMPARISONS = new Set(['$eq', '$gt', '$gte', '$lt', '$lte']);

/** A value that equals or is ordered like its key and nothing else: no null, array, document, regex or NaN. */
function isPlain(value: unknown): boolean {
  if (typeof value === 'string' || typeof value === 'boolean') return true;
  if (value instanceof Int32 || value instanceof ObjectId || value instanceof Date) return true;
  if (value instanceof Double) return !Number.isNaN(value.value);
  return value instanceof Long && value._bsontype === 'Long';
}

function isExactCondition(condition: unknown): boolean {
  if (isPlain(condition)) return true;
  if (!hasOperatorKey(condition)) return false;
  return Object.entries(condition).every(([name, operand]) =>
    name === '$in'
      ? Array.isArray(operand) && operand.every(isPlain)
      : COMPARISONS.has(name) && isPlain(operand),
  );
}

/**
 * True when bounds on these paths decide a filter by themselves, as long as no array is met on the way: the
 * documents found by them need no further test. False when unsure.
 */
export function isDecidedByBounds(filter: Document, paths: readonly string[]): boolean {
  return Object.entries(filter).every(
    ([path, condition]) => paths.includes(path) && isExactCondition(condition),
  );
}
