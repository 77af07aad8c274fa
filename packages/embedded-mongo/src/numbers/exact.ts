import { Decimal128, Double, Int32, Long } from 'bson';

/** Every BSON number, and the plain JS ones that computed values may hold. */
export type BsonNumber = Int32 | Double | Long | Decimal128 | number | bigint;

/** A finite number as `coefficient * 10 ** exponent`. */
export interface ExactDecimal {
  readonly coefficient: bigint;
  readonly exponent: number;
}

const DECIMAL_TEXT = /^(-?)(\d+)(?:\.(\d+))?(?:E([+-]?\d+))?$/;

/** A finite Decimal128 as an exact integer and exponent; undefined for NaN and infinities. */
export function exactOfDecimal(value: Decimal128): ExactDecimal | undefined {
  const parts = DECIMAL_TEXT.exec(value.toString());
  if (!parts) return undefined;
  const fraction = parts[3] ?? '';
  const digits = BigInt((parts[2] ?? '0') + fraction);
  return {
    coefficient: parts[1] ? -digits : digits,
    exponent: Number(parts[4] ?? 0) - fraction.length,
  };
}

/** A finite double as an exact fraction of two integers. */
export function fractionOfDouble(value: number): { numerator: bigint; denominator: bigint } {
  let scaled = value;
  let shift = 0n;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    shift += 1n;
  }
  return { numerator: BigInt(scaled), denominator: 1n << shift };
}

/** The sign of `exact - double`; exact in every digit. */
export function compareExactToDouble(exact: ExactDecimal, double: number): number {
  const { numerator, denominator } = fractionOfDouble(double);
  let left = exact.coefficient * denominator;
  let right = numerator;
  if (exact.exponent >= 0) left *= 10n ** BigInt(exact.exponent);
  else right *= 10n ** BigInt(-exact.exponent);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** True for a value that BSON holds as a number. */
export function isNumber(value: unknown): value is BsonNumber {
  if (typeof value === 'number' || typeof value === 'bigint') return true;
  if (value instanceof Int32 || value instanceof Double || value instanceof Decimal128) return true;
  return value instanceof Long && value._bsontype === 'Long';
}

/** The number as a double, rounded to the nearest one where it has no exact double. */
export function toDouble(value: BsonNumber): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Int32 || value instanceof Double) return value.value;
  if (value instanceof Long) return value.toNumber();
  return Number(value.toString());
}

/** The number as an exact decimal; undefined for NaN and infinities. A double is taken digit by digit. */
export function toExact(value: BsonNumber): ExactDecimal | undefined {
  if (typeof value === 'bigint') return { coefficient: value, exponent: 0 };
  if (value instanceof Long) return { coefficient: value.toBigInt(), exponent: 0 };
  if (value instanceof Decimal128) return exactOfDecimal(value);
  const double = toDouble(value);
  if (!Number.isFinite(double)) return undefined;
  if (Number.isInteger(double)) return { coefficient: BigInt(double), exponent: 0 };
  const { numerator, denominator } = fractionOfDouble(double);
  // n / 2^k equals n * 5^k / 10^k
  const power = denominator.toString(2).length - 1;
  return { coefficient: numerator * 5n ** BigInt(power), exponent: -power };
}

/** The integer a number holds exactly; undefined when it has a fraction or is not finite. */
export function toInteger(value: BsonNumber): bigint | undefined {
  const exact = toExact(value);
  if (!exact) return undefined;
  if (exact.exponent >= 0) return exact.coefficient * 10n ** BigInt(exact.exponent);
  const scale = 10n ** BigInt(-exact.exponent);
  return exact.coefficient % scale === 0n ? exact.coefficient / scale : undefined;
}
