import { Decimal128, Double, Int32, Long } from 'bson';
import {
  type BsonNumber,
  compareExactToDouble,
  type ExactDecimal,
  exactOfDecimal,
} from '../numbers/exact.js';
import type { ByteWriter } from './byte-writer.js';

/*
 * A number is: its sign class, then the double nearest to zero from it as 8 big-endian bytes, then 0 when
 * that double is the number itself, or 1 and the number's decimal digits when it lies between two doubles.
 * Doubles, 64-bit integers and decimals thus share one order without losing a digit. Negative magnitudes
 * have all their bytes inverted.
 */
const NAN = 1;
const NEGATIVE_INFINITY = 2;
const NEGATIVE = 3;
const ZERO = 4;
const POSITIVE = 5;
const POSITIVE_INFINITY = 6;

const view = new DataView(new ArrayBuffer(8));

function nextTowardZero(magnitude: number): number {
  view.setFloat64(0, magnitude);
  view.setBigUint64(0, view.getBigUint64(0) - 1n);
  return view.getFloat64(0);
}

/** The largest double not above a positive exact number, and whether it is that number. */
function floorDouble(exact: ExactDecimal): { double: number; same: boolean } {
  let double = Number(`${exact.coefficient}e${exact.exponent}`);
  if (double === Number.POSITIVE_INFINITY) double = Number.MAX_VALUE;
  let order = compareExactToDouble(exact, double);
  if (order < 0) {
    double = nextTowardZero(double);
    order = compareExactToDouble(exact, double);
  }
  return { double, same: order === 0 };
}

function writeDigits(writer: ByteWriter, exact: ExactDecimal, mask: number): void {
  const digits = exact.coefficient.toString();
  const magnitude = digits.length + exact.exponent + 32_768;
  writer.byte((magnitude >> 8) ^ mask);
  writer.byte((magnitude & 0xff) ^ mask);
  for (const digit of digits.replace(/0+$/, '')) writer.byte((digit.charCodeAt(0) - 47) ^ mask);
  writer.byte(mask);
}

function writeExact(writer: ByteWriter, exact: ExactDecimal): void {
  if (exact.coefficient === 0n) {
    writer.byte(ZERO);
    return;
  }
  const negative = exact.coefficient < 0n;
  const mask = negative ? 0xff : 0;
  const magnitude = negative ? { ...exact, coefficient: -exact.coefficient } : exact;
  const { double, same } = floorDouble(magnitude);
  writer.byte(negative ? NEGATIVE : POSITIVE);
  writer.double(double, mask);
  writer.byte((same ? 0 : 1) ^ mask);
  if (!same) writeDigits(writer, magnitude, mask);
}

function writeDouble(writer: ByteWriter, value: number): void {
  if (value === 0) writer.byte(ZERO);
  else if (Number.isNaN(value)) writer.byte(NAN);
  else if (value === Number.NEGATIVE_INFINITY) writer.byte(NEGATIVE_INFINITY);
  else if (value === Number.POSITIVE_INFINITY) writer.byte(POSITIVE_INFINITY);
  else {
    const mask = value < 0 ? 0xff : 0;
    writer.byte(value < 0 ? NEGATIVE : POSITIVE);
    writer.double(Math.abs(value), mask);
    writer.byte(mask);
  }
}

/** Appends a number of any BSON type so that byte order is numeric order: NaN first, -0 equal to 0. */
export function writeNumber(writer: ByteWriter, value: BsonNumber): void {
  const exact = exactOf(value);
  if (typeof exact === 'number') writeDouble(writer, exact);
  else writeExact(writer, exact);
}

function compareDoubles(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  if (a === b) return 0;
  return Number.isNaN(a) ? (Number.isNaN(b) ? 0 : -1) : 1;
}

function simpleDouble(value: BsonNumber): number | undefined {
  if (typeof value === 'number') return value;
  if (value instanceof Int32 || value instanceof Double) return value.value;
  return undefined;
}

/** A double where the number is one (also a safe 64-bit integer), else its exact digits. */
function exactOf(value: BsonNumber): ExactDecimal | number {
  const double = simpleDouble(value);
  if (double !== undefined) return double;
  if (value instanceof Decimal128) return exactOfDecimal(value) ?? Number(value.toString());
  const integer = value instanceof Long ? value.toBigInt() : (value as bigint);
  const near = Number(integer);
  return Number.isSafeInteger(near) ? near : { coefficient: integer, exponent: 0 };
}

function compareExact(a: ExactDecimal, b: ExactDecimal): number {
  const shared = Math.min(a.exponent, b.exponent);
  const left = a.coefficient * 10n ** BigInt(a.exponent - shared);
  const right = b.coefficient * 10n ** BigInt(b.exponent - shared);
  return left < right ? -1 : left > right ? 1 : 0;
}

function compareMixed(exact: ExactDecimal, double: number): number {
  if (Number.isFinite(double)) return compareExactToDouble(exact, double);
  return double === Number.POSITIVE_INFINITY ? -1 : 1;
}

/** Orders two numbers of any BSON types by value, exactly; NaN equals itself and comes first. */
export function compareNumbers(a: BsonNumber, b: BsonNumber): number {
  const left = simpleDouble(a);
  const right = simpleDouble(b);
  if (left !== undefined && right !== undefined) return compareDoubles(left, right);
  const exactLeft = exactOf(a);
  const exactRight = exactOf(b);
  if (typeof exactLeft === 'number') {
    if (typeof exactRight === 'number') return compareDoubles(exactLeft, exactRight);
    return 0 - compareMixed(exactRight, exactLeft);
  }
  return typeof exactRight === 'number'
    ? compareMixed(exactLeft, exactRight)
    : compareExact(exactLeft, exactRight);
}
