import { Decimal128, Double, Int32, Long } from 'bson';
import { addDecimals, multiplyDecimals } from './decimal.js';
import { type BsonNumber, toDouble } from './exact.js';

const INT32_MIN = -(2n ** 31n);
const INT32_MAX = 2n ** 31n - 1n;
const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

/** The BSON type of a number, from the narrowest to the widest. */
export const Width = { Int: 0, Long: 1, Double: 2, Decimal: 3 } as const;
export type Width = (typeof Width)[keyof typeof Width];

/** A number's type; a plain JS integer within 32 bits counts as an int, any other JS number as a double. */
export function widthOf(value: BsonNumber): Width {
  if (value instanceof Int32) return Width.Int;
  if (value instanceof Double) return Width.Double;
  if (value instanceof Decimal128) return Width.Decimal;
  if (typeof value !== 'number') return Width.Long;
  return Object.is(value | 0, value) ? Width.Int : Width.Double;
}

/** An int or long as a bigint. */
export function bigintOf(value: BsonNumber): bigint {
  return value instanceof Long ? value.toBigInt() : BigInt(toDouble(value));
}

/** An integer as an int when both the type and the value allow it, else as a long; undefined beyond 64 bits. */
export function integer(value: bigint, width: Width): Int32 | Long | undefined {
  if (width === Width.Int && value >= INT32_MIN && value <= INT32_MAX) return new Int32(Number(value));
  return value >= INT64_MIN && value <= INT64_MAX ? Long.fromBigInt(value) : undefined;
}

interface Operation {
  readonly integers: (a: bigint, b: bigint) => bigint;
  readonly doubles: (a: number, b: number) => number;
  readonly decimals: (a: BsonNumber, b: BsonNumber) => Decimal128;
}

function apply(operation: Operation, a: BsonNumber, b: BsonNumber): BsonNumber | undefined {
  const width = Math.max(widthOf(a), widthOf(b)) as Width;
  if (width === Width.Decimal) return operation.decimals(a, b);
  if (width === Width.Double) return new Double(operation.doubles(toDouble(a), toDouble(b)));
  if (width === Width.Int) {
    const small = operation.doubles(toDouble(a), toDouble(b));
    if ((small | 0) === small) return new Int32(small);
  }
  return integer(operation.integers(bigintOf(a), bigintOf(b)), width);
}

const ADDITION: Operation = { integers: (a, b) => a + b, doubles: (a, b) => a + b, decimals: addDecimals };
const PRODUCT: Operation = {
  integers: (a, b) => a * b,
  doubles: (a, b) => a * b,
  decimals: multiplyDecimals,
};

/** The sum in the wider of the two types; an int that overflows becomes a long; undefined beyond 64 bits. */
export function add(a: BsonNumber, b: BsonNumber): BsonNumber | undefined {
  return apply(ADDITION, a, b);
}

/** The product, typed as {@link add} types the sum. */
export function multiply(a: BsonNumber, b: BsonNumber): BsonNumber | undefined {
  return apply(PRODUCT, a, b);
}
