import { MaxKey, MinKey, ObjectId } from 'bson';
import { compareValues, equalValues, Rank, rankOf, regexParts } from '../bsonkey/index.js';
import { compareNumbers } from '../bsonkey/number-key.js';
import { CommandError } from '../errors.js';
import { type BsonNumber, isNumber, toDouble } from '../numbers/exact.js';
import { isDocument } from '../types.js';
import { isRegex, toRegExp } from './regex.js';

/** A test of one value; `undefined` is a missing field. */
export type ValueTest = (value: unknown) => boolean;

/** True when a value counts as true in a condition: all but false, null, missing and zero. */
export function truthy(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return false;
  return isNumber(value) ? toDouble(value) !== 0 : true;
}

function isNaNValue(value: unknown): boolean {
  return isNumber(value) && Number.isNaN(toDouble(value));
}

/** Equality as `$eq` has it: null also matches a missing field. */
export function equalTest(operand: unknown): ValueTest {
  if (operand === undefined) throw new CommandError('BadValue', 'cannot compare to undefined');
  if (operand === null) return (value) => value === null || value === undefined;
  if (typeof operand === 'string') {
    return (value) => value === operand || (typeof value === 'object' && equalValues(value, operand));
  }
  if (isNumber(operand)) return (value) => isNumber(value) && compareNumbers(value, operand) === 0;
  if (operand instanceof ObjectId) return (value) => value instanceof ObjectId && operand.equals(value);
  return (value) => value !== undefined && equalValues(value, operand);
}

/** A regular expression finds strings, and regular expression values that are the same. */
export function regexTest(operand: unknown): ValueTest {
  const { pattern, options } = regexParts(operand);
  const regex = toRegExp(pattern, options);
  return (value) => {
    if (typeof value === 'string') return regex.test(value);
    if (typeof value !== 'object' || value === null) return false;
    if (rankOf(value) === Rank.String) return regex.test(String(value));
    return isRegex(value) && equalValues(value, operand);
  };
}

type Order = '$lt' | '$lte' | '$gt' | '$gte';

const ACCEPTS: Record<Order, (order: number) => boolean> = {
  $lt: (order) => order < 0,
  $lte: (order) => order <= 0,
  $gt: (order) => order > 0,
  $gte: (order) => order >= 0,
};

/** `$lt`, `$lte`, `$gt`, `$gte`: within the operand's type only, except for MinKey and MaxKey. */
export function orderTest(name: Order, operand: unknown): ValueTest {
  if (isRegex(operand))
    throw new CommandError('BadValue', `Can't have RegEx as arg to predicate over field '${name}'`);
  if (operand === undefined) throw new CommandError('BadValue', 'cannot compare to undefined');
  const accepts = ACCEPTS[name];
  const orEqual = name === '$lte' || name === '$gte';
  if (operand === null) return (value) => orEqual && (value === null || value === undefined);
  if (operand instanceof MinKey || operand instanceof MaxKey) {
    return (value) => value !== undefined && accepts(compareValues(value, operand));
  }
  if (isNumber(operand)) return numericOrder(accepts, orEqual, operand);
  if (typeof operand === 'string') {
    return (value) => typeof value === 'string' && accepts(compareValues(value, operand));
  }
  const rank = rankOf(operand);
  return (value) => rankOf(value) === rank && accepts(compareValues(value, operand));
}

function numericOrder(accepts: (order: number) => boolean, orEqual: boolean, operand: BsonNumber): ValueTest {
  // NaN is ordered only towards itself, where it is equal
  if (isNaNValue(operand)) return (value) => orEqual && isNaNValue(value);
  return (value) => isNumber(value) && !isNaNValue(value) && accepts(compareNumbers(value, operand));
}

/** `$in`: any of the listed values; a listed regular expression finds strings. */
export function inTest(name: string, operand: unknown): ValueTest {
  if (!Array.isArray(operand)) throw new CommandError('BadValue', `${name} needs an array`);
  const texts = new Set<string>();
  const tests: ValueTest[] = [];
  for (const item of operand as unknown[]) {
    if (hasOperatorKey(item)) throw new CommandError('BadValue', `cannot nest $ under ${name}`);
    if (typeof item === 'string') texts.add(item);
    else tests.push(isRegex(item) ? regexTest(item) : equalTest(item));
  }
  const ids = objectIdSet(operand);
  if (ids) return (value) => value instanceof ObjectId && ids.has(value.toHexString());
  return (value) => {
    if (typeof value === 'string' && texts.has(value)) return true;
    for (const test of tests) if (test(value)) return true;
    return false;
  };
}

function objectIdSet(operand: readonly unknown[]): Set<string> | undefined {
  if (operand.length < 4 || !operand.every((item) => item instanceof ObjectId)) return undefined;
  return new Set(operand.map((item) => (item as ObjectId).toHexString()));
}

const DBREF_KEYS = new Set(['$ref', '$id', '$db']);

/** True for a document whose first field is an operator (`$ref`, `$id` and `$db` are not). */
export function hasOperatorKey(value: unknown): value is Record<string, unknown> {
  if (!isDocument(value)) return false;
  const first = Object.keys(value)[0];
  return first?.startsWith('$') === true && !DBREF_KEYS.has(first);
}

function modPart(value: unknown, what: string): bigint {
  const double = isNumber(value) ? toDouble(value) : Number.NaN;
  if (!Number.isFinite(double)) throw new CommandError('BadValue', `malformed mod, ${what} not a number`);
  return BigInt(Math.trunc(double));
}

/** `$mod: [divisor, remainder]`, fractions cut off, the remainder signed as the value. */
export function modTest(operand: unknown): ValueTest {
  if (!Array.isArray(operand)) throw new CommandError('BadValue', 'malformed mod, needs to be an array');
  if (operand.length < 2) throw new CommandError('BadValue', 'malformed mod, not enough elements');
  if (operand.length > 2) throw new CommandError('BadValue', 'malformed mod, too many elements');
  const divisor = modPart(operand[0], 'divisor');
  const remainder = modPart(operand[1], 'remainder');
  if (divisor === 0n) throw new CommandError('BadValue', 'divisor cannot be 0');
  return (value) => {
    if (!isNumber(value)) return false;
    const double = toDouble(value);
    if (!Number.isFinite(double)) return false;
    const integer =
      typeof value === 'object' && 'toBigInt' in value ? value.toBigInt() : BigInt(Math.trunc(double));
    return integer % divisor === remainder;
  };
}
