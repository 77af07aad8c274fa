import { BSONRegExp, Decimal128, Double, Int32 } from 'bson';
import { equalValues, Rank, rankOf } from '../bsonkey/index.js';
import { binaryBytes, isBinary } from '../types.js';

function identicalObjects(a: object, b: object): boolean {
  const keys = Object.keys(a);
  const others = Object.keys(b);
  if (keys.length !== others.length) return false;
  return keys.every((key, at) => {
    const left = (a as Record<string, unknown>)[key];
    const right = (b as Record<string, unknown>)[key];
    return key === others[at] && identical(left, right);
  });
}

function identicalNumbers(a: object, b: object): boolean {
  if (a.constructor !== b.constructor) return false;
  if (a instanceof Double) return Object.is(a.value, (b as Double).value);
  if (a instanceof Int32) return a.value === (b as Int32).value;
  if (a instanceof Decimal128) return Buffer.compare(a.bytes, (b as Decimal128).bytes) === 0;
  return equalValues(a, b);
}

/** True when two values have the same BSON bytes: unlike equality it tells 1 from 1.0. */
export function identical(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  const rank = rankOf(a);
  if (rank !== rankOf(b)) return false;
  if (rank === Rank.Array) {
    const [left, right] = [a as unknown[], b as unknown[]];
    return left.length === right.length && left.every((item, at) => identical(item, right[at]));
  }
  if (rank === Rank.Object) return identicalObjects(a as object, b as object);
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (rank === Rank.Number) return identicalNumbers(a, b);
  if (isBinary(a) && isBinary(b))
    return a.sub_type === b.sub_type && Buffer.compare(binaryBytes(a), binaryBytes(b)) === 0;
  if (a instanceof BSONRegExp && b instanceof BSONRegExp)
    return a.pattern === b.pattern && a.options === b.options;
  return equalValues(a, b);
}
