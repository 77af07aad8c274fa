import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  DBRef,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson';
import { CommandError } from '../errors.js';
import { type BsonNumber, isNumber, toDouble } from '../numbers/exact.js';

const TYPE_CODES: Record<string, number> = {
  double: 1,
  string: 2,
  object: 3,
  array: 4,
  binData: 5,
  undefined: 6,
  objectId: 7,
  bool: 8,
  date: 9,
  null: 10,
  regex: 11,
  dbPointer: 12,
  javascript: 13,
  symbol: 14,
  javascriptWithScope: 15,
  int: 16,
  timestamp: 17,
  long: 18,
  decimal: 19,
  minKey: -1,
  maxKey: 127,
};

const INT32_LIMIT = 2 ** 31;

function numberName(value: BsonNumber): string {
  if (value instanceof Int32) return 'int';
  if (value instanceof Decimal128) return 'decimal';
  if (value instanceof Long || typeof value === 'bigint') return 'long';
  if (value instanceof Double) return 'double';
  return Number.isInteger(value) && value >= -INT32_LIMIT && value < INT32_LIMIT ? 'int' : 'double';
}

function className(value: object): string {
  if (value instanceof ObjectId) return 'objectId';
  if (value instanceof Date) return 'date';
  if (value instanceof Timestamp) return 'timestamp';
  if (value instanceof Binary) return 'binData';
  if (value instanceof BSONRegExp || value instanceof RegExp) return 'regex';
  if (value instanceof BSONSymbol) return 'symbol';
  if (value instanceof Code) return value.scope ? 'javascriptWithScope' : 'javascript';
  if (value instanceof MinKey) return 'minKey';
  if (value instanceof MaxKey) return 'maxKey';
  if (value instanceof DBRef) return 'object';
  return 'object';
}

/** A value's type as MongoDB names it in `$type` and in messages; 'missing' for undefined. */
export function typeName(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (isNumber(value)) return numberName(value);
  if (Array.isArray(value)) return 'array';
  return className(value as object);
}

/** The type names a `$type` operand stands for; code 2 for an unknown one. */
export function typeNamesOf(operand: unknown): Set<string> {
  const names = new Set<string>();
  for (const one of Array.isArray(operand) ? (operand as unknown[]) : [operand]) {
    if (one === 'number') for (const name of ['int', 'long', 'double', 'decimal']) names.add(name);
    else if (typeof one === 'string') {
      if (!Object.hasOwn(TYPE_CODES, one))
        throw new CommandError('BadValue', `Unknown type name alias: ${one}`);
      names.add(one);
    } else names.add(nameOfCode(one));
  }
  if (names.size === 0) throw new CommandError('FailedToParse', '$type must match at least one type');
  return names;
}

function nameOfCode(code: unknown): string {
  if (!isNumber(code))
    throw new CommandError('TypeMismatch', 'type must be represented as a number or a string');
  const wanted = toDouble(code);
  const found = Object.entries(TYPE_CODES).find(([, number]) => number === wanted);
  if (!found) throw new CommandError('BadValue', `Invalid numerical type code: ${wanted}`);
  return found[0];
}
