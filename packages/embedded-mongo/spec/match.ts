import { EJSON } from 'bson';
import { type ClientSession, Long } from 'mongodb';
import type { Row } from './types.js';

/** Where entities are looked up while matching. */
export interface EntityLookup {
  get(name: string): unknown;
  session(name: string): ClientSession;
}

export class Mismatch extends Error {}

function fail(path: string, message: string): never {
  throw new Mismatch(`${path || 'result'}: ${message}`);
}

function show(value: unknown): string {
  try {
    return EJSON.stringify(value as Row, { relaxed: true }) ?? 'undefined';
  } catch {
    return String(value);
  }
}

function numberOf(value: unknown): number | bigint | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  if (Long.isLong(value)) return (value as Long).toNumber();
  if (typeof value === 'object' && value !== null && '_bsontype' in value) {
    const { _bsontype: type } = value as { _bsontype: string };
    if (type === 'Int32' || type === 'Double') return (value as unknown as { value: number }).value;
  }
  return undefined;
}

function isPlain(value: unknown): value is Row {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !('_bsontype' in value) &&
    !(value instanceof Date)
  );
}

const TYPE_TESTS: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  bool: (value) => typeof value === 'boolean',
  int: (value) => Number.isInteger(numberOf(value)),
  long: (value) => typeof value === 'bigint' || Long.isLong(value) || Number.isInteger(numberOf(value)),
  double: (value) => numberOf(value) !== undefined,
  number: (value) => numberOf(value) !== undefined,
  object: isPlain,
  array: Array.isArray,
  null: (value) => value === null,
  date: (value) => value instanceof Date,
  objectId: (value) => bsonType(value) === 'ObjectId',
  timestamp: (value) => bsonType(value) === 'Timestamp',
  binData: (value) => bsonType(value) === 'Binary' || value instanceof Uint8Array,
};

function bsonType(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null && '_bsontype' in value
    ? String(value._bsontype)
    : undefined;
}

function matchType(types: unknown, actual: unknown, path: string): void {
  const names = (Array.isArray(types) ? types : [types]) as string[];
  if (!names.some((name) => TYPE_TESTS[name]?.(actual)))
    fail(path, `${show(actual)} is not of type ${names.join('/')}`);
}

function matchSpecial(
  operator: string,
  operand: unknown,
  actual: unknown,
  entities: EntityLookup,
  path: string,
  root: boolean,
): void {
  switch (operator) {
    case '$$exists':
      if ((actual !== undefined) !== operand)
        fail(path, operand ? 'is missing' : `should not be there: ${show(actual)}`);
      return;
    case '$$type':
      matchType(operand, actual, path);
      return;
    case '$$matchesEntity':
      match(entities.get(operand as string), actual, entities, path, false);
      return;
    case '$$unsetOrMatches':
      if (actual !== undefined && actual !== null) match(operand, actual, entities, path, root);
      return;
    case '$$sessionLsid':
      match(entities.session(operand as string).id, actual, entities, path, false);
      return;
    case '$$lte':
      if (!(numberOf(actual)! <= numberOf(operand)!)) fail(path, `${show(actual)} is above ${show(operand)}`);
      return;
    case '$$matchAsRoot':
      match(operand, actual, entities, path, true);
      return;
    case '$$matchAsDocument':
      match(operand, EJSON.parse(actual as string) as unknown, entities, path, false);
      return;
    case '$$matchesHexBytes':
      if (Buffer.from(actual as Uint8Array).toString('hex') !== operand) fail(path, 'other bytes');
      return;
    default:
      fail(path, `unknown operator ${operator}`);
  }
}

function specialOf(expected: Row): [string, unknown] | undefined {
  const entries = Object.entries(expected);
  return entries.length === 1 && entries[0]![0].startsWith('$$') ? entries[0] : undefined;
}

function matchDocument(
  expected: Row,
  actual: unknown,
  entities: EntityLookup,
  path: string,
  root: boolean,
): void {
  const special = specialOf(expected);
  if (special) {
    matchSpecial(special[0], special[1], actual, entities, path, root);
    return;
  }
  if (typeof actual !== 'object' || actual === null)
    fail(path, `expected ${show(expected)}, got ${show(actual)}`);
  const fields = (actual instanceof Map ? Object.fromEntries(actual as Map<string, unknown>) : actual) as Row;
  for (const [name, value] of Object.entries(expected)) {
    const inner = path === '' ? name : `${path}.${name}`;
    const found = fields[name];
    if (found === undefined && !(isPlain(value) && specialOf(value)))
      fail(inner, `is missing, expected ${show(value)}`);
    match(value, found, entities, inner, false);
  }
  if (root) return;
  const extra = Object.keys(fields).filter(
    (name) => !Object.hasOwn(expected, name) && fields[name] !== undefined,
  );
  if (extra.length > 0) fail(path, `has unexpected ${extra.join(', ')}`);
}

/**
 * Holds a value against the unified format's expectation.
 * @param root documents may have fields that are not expected
 * @throws Mismatch that names the path
 */
export function match(
  expected: unknown,
  actual: unknown,
  entities: EntityLookup,
  path = '',
  root = true,
): void {
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual)) fail(path, `expected ${show(expected)}, got ${show(actual)}`);
    if (actual.length !== expected.length)
      fail(path, `expected ${expected.length} items, got ${actual.length}: ${show(actual)}`);
    expected.forEach((item, at) => {
      match(item, (actual as unknown[])[at], entities, `${path}[${at}]`, root);
    });
    return;
  }
  if (isPlain(expected)) {
    matchDocument(expected, actual, entities, path, root);
    return;
  }
  const [left, right] = [numberOf(expected), numberOf(actual)];
  if (left !== undefined || right !== undefined) {
    if (left === undefined || right === undefined || Number(left) !== Number(right)) {
      fail(path, `expected ${show(expected)}, got ${show(actual)}`);
    }
    return;
  }
  if (expected === actual || show(expected) === show(actual)) return;
  fail(path, `expected ${show(expected)}, got ${show(actual)}`);
}
