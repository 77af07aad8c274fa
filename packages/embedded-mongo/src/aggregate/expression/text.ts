import { BSONSymbol, Decimal128, ObjectId } from 'bson';
import { CommandError } from '../../errors.js';
import { typeName } from '../../matcher/type-names.js';
import { Width, widthOf } from '../../numbers/arithmetic.js';
import { isNumber, toDouble } from '../../numbers/exact.js';
import { isBinary } from '../../types.js';
import { nullish } from './operator.js';

/** A double as MongoDB prints it: no fraction where there is none, an exponent only far from 1. */
export function doubleText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  if (Object.is(value, -0)) return '-0';
  const text = String(value);
  return /e[+-]\d$/.test(text) ? text.replace(/e([+-])(\d)$/, 'e$10$2') : text;
}

/** The text of a value that can be converted to a string; undefined otherwise. */
export function convertedText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof ObjectId) return value.toHexString();
  if (value instanceof BSONSymbol) return value.value;
  if (value instanceof Decimal128) return value.toString();
  if (isNumber(value))
    return widthOf(value) === Width.Double ? doubleText(toDouble(value)) : value.toString();
  return isBinary(value) && value.sub_type === 4 && value.position === 16
    ? value.toUUID().toHexString()
    : undefined;
}

/** A string operator's operand as text: null is empty, numbers and dates are printed. */
export function textOf(value: unknown, name: string): string {
  if (nullish(value)) return '';
  const text = convertedText(value);
  if (text !== undefined) return text;
  throw new CommandError(
    'Location16007',
    `${name}: can't convert from BSON type ${typeName(value)} to String`,
  );
}
