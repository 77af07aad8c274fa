import { Decimal128, Double } from 'bson';
import { type BsonNumber, type ExactDecimal, exactOfDecimal, toDouble, toExact } from './exact.js';

const PRECISION = 34;
const LARGEST_EXPONENT = 6111;
const SMALLEST_EXPONENT = -6176;
const DOUBLE_DIGITS = 15;

/** `numerator / denominator` rounded half to even; the denominator is positive. */
function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n;
  const magnitude = negative ? -numerator : numerator;
  const quotient = magnitude / denominator;
  const twice = (magnitude % denominator) * 2n;
  const up = twice > denominator || (twice === denominator && quotient % 2n === 1n);
  const rounded = up ? quotient + 1n : quotient;
  return negative ? -rounded : rounded;
}

function digitCount(value: bigint): number {
  return (value < 0n ? -value : value).toString().length;
}

/** The nearest Decimal128: 34 digits, half to even; infinite beyond its range. */
export function toDecimal128(exact: ExactDecimal): Decimal128 {
  let { coefficient, exponent } = exact;
  const excess = Math.max(digitCount(coefficient) - PRECISION, SMALLEST_EXPONENT - exponent);
  if (excess > 0) {
    coefficient = divideHalfEven(coefficient, 10n ** BigInt(excess));
    exponent += excess;
    if (digitCount(coefficient) > PRECISION) {
      coefficient /= 10n;
      exponent += 1;
    }
  }
  while (exponent > LARGEST_EXPONENT && coefficient !== 0n && digitCount(coefficient) < PRECISION) {
    coefficient *= 10n;
    exponent -= 1;
  }
  if (coefficient === 0n) exponent = Math.min(exponent, LARGEST_EXPONENT);
  if (exponent > LARGEST_EXPONENT) return Decimal128.fromString(coefficient < 0n ? '-Infinity' : 'Infinity');
  return Decimal128.fromString(`${coefficient}E${exponent}`);
}

/** A double as MongoDB takes it over into a decimal: its first 15 significant digits, zeros too. */
export function decimalOfDouble(value: number): Decimal128 {
  if (!Number.isFinite(value)) return Decimal128.fromString(String(value));
  if (value === 0) return Decimal128.fromString('0');
  const [mantissa, exponent] = value.toExponential(DOUBLE_DIGITS - 1).split('e');
  return Decimal128.fromString(`${mantissa}E${exponent}`);
}

/** Any number as an exact decimal operand; a double is taken to 15 digits; undefined when not finite. */
export function decimalOperand(value: BsonNumber): ExactDecimal | undefined {
  if (value instanceof Decimal128) return exactOfDecimal(value);
  const exact = toExact(value);
  const isDouble = value instanceof Double || (typeof value === 'number' && !Object.is(value | 0, value));
  if (!exact || !isDouble) return exact;
  return exactOfDecimal(decimalOfDouble(toDouble(value)));
}

function notFinite(value: number): Decimal128 {
  return Decimal128.fromString(Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity');
}

/** The exact sum, rounded once. */
export function addDecimals(a: BsonNumber, b: BsonNumber): Decimal128 {
  const left = decimalOperand(a);
  const right = decimalOperand(b);
  if (!left || !right) return notFinite(toDouble(a) + toDouble(b));
  const exponent = Math.min(left.exponent, right.exponent);
  const sum =
    left.coefficient * 10n ** BigInt(left.exponent - exponent) +
    right.coefficient * 10n ** BigInt(right.exponent - exponent);
  return toDecimal128({ coefficient: sum, exponent });
}

/** The exact product, rounded once. */
export function multiplyDecimals(a: BsonNumber, b: BsonNumber): Decimal128 {
  const left = decimalOperand(a);
  const right = decimalOperand(b);
  if (!left || !right) return notFinite(toDouble(a) * toDouble(b));
  return toDecimal128({
    coefficient: left.coefficient * right.coefficient,
    exponent: left.exponent + right.exponent,
  });
}

/** The quotient to 34 digits; the divisor is not zero. */
export function divideDecimals(a: BsonNumber, b: BsonNumber): Decimal128 {
  const left = decimalOperand(a);
  const right = decimalOperand(b);
  if (!left || !right) return notFinite(toDouble(a) / toDouble(b));
  // enough digits for 34 and a rounding digit; an exact result drops the zeros again
  const shift = BigInt(
    PRECISION + 2 + Math.max(0, digitCount(right.coefficient) - digitCount(left.coefficient)),
  );
  const divisor = right.coefficient < 0n ? -right.coefficient : right.coefficient;
  const dividend = (right.coefficient < 0n ? -left.coefficient : left.coefficient) * 10n ** shift;
  const exponent = left.exponent - right.exponent - Number(shift);
  if (dividend % divisor !== 0n)
    return toDecimal128({ coefficient: divideHalfEven(dividend, divisor), exponent });
  let coefficient = dividend / divisor;
  let scale = exponent;
  const ideal = left.exponent - right.exponent;
  while (scale < ideal && coefficient % 10n === 0n) {
    coefficient /= 10n;
    scale += 1;
  }
  return toDecimal128({ coefficient, exponent: scale });
}

/** The remainder with the dividend's sign; the divisor is not zero. */
export function remainderDecimals(a: BsonNumber, b: BsonNumber): Decimal128 {
  const left = decimalOperand(a);
  const right = decimalOperand(b);
  if (!left || !right) return notFinite(toDouble(a) % toDouble(b));
  const exponent = Math.min(left.exponent, right.exponent);
  const dividend = left.coefficient * 10n ** BigInt(left.exponent - exponent);
  const divisor = right.coefficient * 10n ** BigInt(right.exponent - exponent);
  return toDecimal128({ coefficient: dividend % divisor, exponent });
}

/** How a number between two candidates is rounded. */
export type Rounding = 'half-even' | 'down' | 'floor' | 'ceil';

/** Rounds to `place` decimal places; a negative place rounds to a power of ten. */
export function roundExact(exact: ExactDecimal, place: number, mode: Rounding): ExactDecimal {
  if (exact.exponent >= -place) return exact;
  const scale = 10n ** BigInt(-place - exact.exponent);
  if (mode === 'half-even') {
    return { coefficient: divideHalfEven(exact.coefficient, scale), exponent: -place };
  }
  let coefficient = exact.coefficient / scale;
  const rest = exact.coefficient % scale;
  if (mode === 'floor' && rest < 0n) coefficient -= 1n;
  if (mode === 'ceil' && rest > 0n) coefficient += 1n;
  return { coefficient, exponent: -place };
}
