import { Decimal128, Double, Int32, Long, ObjectId, Timestamp } from 'bson';
import { CommandError } from '../../errors.js';
import { typeName, typeNamesOf } from '../../matcher/type-names.js';
import { integer, Width, widthOf } from '../../numbers/arithmetic.js';
import { decimalOfDouble } from '../../numbers/decimal.js';
import { isNumber, toDouble, toExact } from '../../numbers/exact.js';
import { parseDate } from './date-parse.js';
import { checkedFields, nullish, type Operator, type OperatorTable, unary } from './operator.js';
import { convertedText } from './text.js';

type Converter = (value: unknown) => unknown;

function unsupported(value: unknown, target: string): CommandError {
  return new CommandError(
    'ConversionFailure',
    `Unsupported conversion from ${typeName(value)} to ${target} in $convert with no onError value`,
  );
}

function failed(value: unknown, target: string, why: string): CommandError {
  return new CommandError(
    'ConversionFailure',
    `Failed to parse ${target} '${String(value)}' in $convert with no onError value: ${why}`,
  );
}

function toBool(value: unknown): unknown {
  if (isNumber(value)) return toDouble(value) !== 0;
  if (typeof value === 'boolean') return value;
  return true;
}

function truncated(value: unknown, target: string): bigint {
  const exact = isNumber(value) ? toExact(value) : undefined;
  if (!exact) throw failed(value, target, 'Attempt to convert a value that is not finite to an integer');
  if (exact.exponent >= 0) return exact.coefficient * 10n ** BigInt(exact.exponent);
  return exact.coefficient / 10n ** BigInt(-exact.exponent);
}

function toIntegerOf(width: Width, target: 'int' | 'long'): Converter {
  const typed = (value: bigint, source: unknown): unknown => {
    const result = integer(value, width);
    const fits = width === Width.Int ? result instanceof Int32 : result !== undefined;
    if (!fits) throw failed(source, target, 'Conversion would overflow target type');
    return width === Width.Int ? result : Long.fromBigInt(value);
  };
  return (value) => {
    if (typeof value === 'boolean') return typed(value ? 1n : 0n, value);
    if (isNumber(value)) return typed(truncated(value, target), value);
    if (value instanceof Date && target === 'long') return Long.fromNumber(value.getTime());
    if (typeof value !== 'string') throw unsupported(value, target);
    if (!/^[+-]?\d+$/.test(value)) throw failed(value, 'number', 'Did not consume whole string.');
    return typed(BigInt(value.replace(/^\+/, '')), value);
  };
}

function toDoubleValue(value: unknown): unknown {
  if (typeof value === 'boolean') return new Double(value ? 1 : 0);
  if (isNumber(value)) return new Double(toDouble(value));
  if (value instanceof Date) return new Double(value.getTime());
  if (typeof value !== 'string') throw unsupported(value, 'double');
  const number = /^[+-]?(?:\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|infinity|inf|nan)$/i.test(value)
    ? Number(value.replace(/inf(inity)?/i, 'Infinity'))
    : undefined;
  if (number === undefined) throw failed(value, 'number', 'Did not consume whole string.');
  if (!Number.isFinite(number) && /\d/.test(value)) throw failed(value, 'number', 'Out of range');
  return new Double(number);
}

function toDecimalValue(value: unknown): unknown {
  if (typeof value === 'boolean') return Decimal128.fromString(value ? '1' : '0');
  if (value instanceof Decimal128) return value;
  if (isNumber(value)) {
    return widthOf(value) === Width.Double
      ? decimalOfDouble(toDouble(value))
      : Decimal128.fromString(value.toString());
  }
  if (value instanceof Date) return Decimal128.fromString(String(value.getTime()));
  if (typeof value !== 'string') throw unsupported(value, 'decimal');
  try {
    return Decimal128.fromString(value);
  } catch {
    throw failed(value, 'number', 'Failed to parse string to decimal');
  }
}

function toDate(value: unknown): unknown {
  if (value instanceof Date) return value;
  if (value instanceof ObjectId) return value.getTimestamp();
  if (value instanceof Timestamp) return new Date(value.getHighBitsUnsigned() * 1000);
  if (isNumber(value) && !(value instanceof Int32)) return new Date(Math.trunc(toDouble(value)));
  if (typeof value !== 'string') throw unsupported(value, 'date');
  const date = parseDate(value);
  if (!date) throw failed(value, 'date', 'no date could be read from it');
  return date;
}

function toText(value: unknown): unknown {
  const text = convertedText(value);
  if (text === undefined) throw unsupported(value, 'string');
  return text;
}

function toObjectId(value: unknown): unknown {
  if (value instanceof ObjectId) return value;
  if (typeof value !== 'string') throw unsupported(value, 'objectId');
  if (!/^[0-9a-f]{24}$/i.test(value))
    throw failed(value, 'objectId', 'an ObjectId has 24 hexadecimal digits');
  return new ObjectId(value);
}

const CONVERTERS: Readonly<Record<string, Converter>> = {
  bool: toBool,
  int: toIntegerOf(Width.Int, 'int'),
  long: toIntegerOf(Width.Long, 'long'),
  double: toDoubleValue,
  decimal: toDecimalValue,
  date: toDate,
  string: toText,
  objectId: toObjectId,
};

function converterTo(target: unknown): Converter {
  const [name] = typeNamesOf(target);
  const converter = CONVERTERS[name ?? ''];
  if (converter) return converter;
  throw new CommandError('FailedToParse', `$convert to ${name} is not supported by this server`);
}

const convert: Operator = (operand, compile, name) => {
  const fields = checkedFields(operand, ['input', 'to'], ['onError', 'onNull'], name);
  const [input, to, onError, onNull] = [fields.input, fields.to, fields.onError, fields.onNull].map((part) =>
    compile(isTyped(part) ? part.type : part),
  );
  return (scope) => {
    const value = input!(scope);
    const target = to!(scope);
    if (nullish(value)) return Object.hasOwn(fields, 'onNull') ? onNull!(scope) : null;
    if (nullish(target)) return null;
    const converter = converterTo(target);
    try {
      return converter(value);
    } catch (error) {
      if (error instanceof CommandError && Object.hasOwn(fields, 'onError')) return onError!(scope);
      throw error;
    }
  };
};

function isTyped(part: unknown): part is { type: unknown } {
  return typeof part === 'object' && part !== null && Object.keys(part).join() === 'type';
}

function to(target: string): Operator {
  const converter = CONVERTERS[target]!;
  return unary((value) => (nullish(value) ? null : converter(value)));
}

/** Conversions between types. */
export const CONVERSIONS: OperatorTable = {
  $convert: convert,
  $toBool: to('bool'),
  $toInt: to('int'),
  $toLong: to('long'),
  $toDouble: to('double'),
  $toDecimal: to('decimal'),
  $toDate: to('date'),
  $toString: to('string'),
  $toObjectId: to('objectId'),
  $type: unary((value) => typeName(value)),
  $isNumber: unary(isNumber),
};
