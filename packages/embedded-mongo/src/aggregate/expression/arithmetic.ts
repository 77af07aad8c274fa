import { Decimal128, Double, Int32, Long } from 'bson';
import { CommandError } from '../../errors.js';
import { add, bigintOf, integer, multiply, Width, widthOf } from '../../numbers/arithmetic.js';
import {
  divideDecimals,
  type Rounding,
  remainderDecimals,
  roundExact,
  toDecimal128,
} from '../../numbers/decimal.js';
import { type BsonNumber, isNumber, toDouble, toExact } from '../../numbers/exact.js';
import {
  args,
  needInteger,
  needNumber,
  nullBinary,
  nullish,
  nullUnary,
  type Operator,
  type OperatorTable,
} from './operator.js';

function inRange(result: BsonNumber | undefined, name: string): BsonNumber {
  if (result !== undefined) return result;
  throw new CommandError('Overflow', `long overflow in ${name}`);
}

/** The sum of numbers; an integer sum beyond 64 bits goes on as a double. */
export function addNumbers(a: BsonNumber, b: BsonNumber): BsonNumber {
  return add(a, b) ?? new Double(toDouble(a) + toDouble(b));
}

function dateFrom(milliseconds: number): Date {
  return new Date(Math.round(milliseconds));
}

function sum(values: unknown[]): unknown {
  let date: Date | undefined;
  let total: BsonNumber = new Int32(0);
  for (const value of values) {
    if (nullish(value)) return null;
    if (value instanceof Date) {
      if (date) throw new CommandError('Location16612', 'only one date allowed in an $add expression');
      date = value;
    } else if (isNumber(value)) total = addNumbers(total, value);
    else throw new CommandError('TypeMismatch', '$add only supports numeric or date types');
  }
  return date ? dateFrom(date.getTime() + toDouble(total)) : total;
}

function product(values: unknown[], _scope: unknown, name: string): unknown {
  let total: BsonNumber = new Int32(1);
  for (const value of values) {
    if (nullish(value)) return null;
    const factor = needNumber(value, name);
    total = multiply(total, factor) ?? new Double(toDouble(total) * toDouble(factor));
  }
  return total;
}

/** The negative; the smallest long becomes a double. */
export function negate(value: BsonNumber): BsonNumber {
  if (widthOf(value) === Width.Double) return new Double(-toDouble(value));
  return multiply(value, new Int32(-1)) ?? new Double(-toDouble(value));
}

function subtract(a: unknown, b: unknown): unknown {
  if (a instanceof Date) {
    if (b instanceof Date) return Long.fromNumber(a.getTime() - b.getTime());
    if (isNumber(b)) return dateFrom(a.getTime() - toDouble(b));
  }
  if (isNumber(a) && isNumber(b)) return addNumbers(a, negate(b));
  throw new CommandError(
    'Location16556',
    "can't $subtract: needs two numbers, two dates, or a date and a number",
  );
}

function divide(a: unknown, b: unknown, name: string): unknown {
  const dividend = needNumber(a, name);
  const divisor = needNumber(b, name);
  if (toDouble(divisor) === 0) throw new CommandError('BadValue', "can't $divide by zero");
  if (Math.max(widthOf(dividend), widthOf(divisor)) === Width.Decimal)
    return divideDecimals(dividend, divisor);
  return new Double(toDouble(dividend) / toDouble(divisor));
}

function remainder(a: unknown, b: unknown, name: string): unknown {
  const dividend = needNumber(a, name);
  const divisor = needNumber(b, name);
  if (toDouble(divisor) === 0) throw new CommandError('Location16610', "can't $mod by zero");
  const width = Math.max(widthOf(dividend), widthOf(divisor)) as Width;
  if (width === Width.Decimal) return remainderDecimals(dividend, divisor);
  if (width === Width.Double) return new Double(toDouble(dividend) % toDouble(divisor));
  return integer(bigintOf(dividend) % bigintOf(divisor), width);
}

function absolute(value: unknown, name: string): unknown {
  const number = needNumber(value, name);
  if (number instanceof Decimal128) return toDouble(number) < 0 ? negate(number) : number;
  if (widthOf(number) === Width.Double) return new Double(Math.abs(toDouble(number)));
  return toDouble(number) < 0 ? inRange(multiply(number, new Int32(-1)), name) : number;
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

const DOUBLE_ROUNDING: Record<Rounding, (value: number) => number> = {
  'half-even': roundHalfEven,
  down: Math.trunc,
  floor: Math.floor,
  ceil: Math.ceil,
};

function roundDouble(value: number, place: number, mode: Rounding): number {
  if (!Number.isFinite(value) || place > 100) return value;
  if (place === 0) return DOUBLE_ROUNDING[mode](value);
  // exactly: scaling by a power of ten would add an error of its own
  return toDouble(toDecimal128(roundExact(toExact(value)!, place, mode)));
}

/** Rounds to `place` decimal places, or to a power of ten for a negative place. */
export function roundNumber(number: BsonNumber, place: number, mode: Rounding): BsonNumber {
  const exact = toExact(number);
  if (number instanceof Decimal128) return exact ? toDecimal128(roundExact(exact, place, mode)) : number;
  if (widthOf(number) === Width.Double) return new Double(roundDouble(toDouble(number), place, mode));
  if (place >= 0 || !exact) return number;
  const { coefficient, exponent } = roundExact(exact, place, mode);
  return inRange(integer(coefficient * 10n ** BigInt(exponent), widthOf(number)), '$round');
}

function rounding(mode: Rounding): Operator {
  return args(1, 2, ([value, place], _scope, name) => {
    if (nullish(value)) return null;
    if (place === null) return null;
    const places = place === undefined ? 0 : needInteger(place, name);
    if (places < -20 || places > 100) {
      throw new CommandError(
        'Location51083',
        `cannot apply ${name} with precision value ${places} value must be in [-20, 100]`,
      );
    }
    return roundNumber(needNumber(value, name), places, mode);
  });
}

function floating(
  compute: (value: number) => number,
  valid: (value: number) => boolean = () => true,
): Operator {
  return nullUnary((value, name) => {
    const number = needNumber(value, name);
    if (!valid(toDouble(number))) {
      throw new CommandError(
        'Location28714',
        `${name}'s argument is out of range, but is ${toDouble(number)}`,
      );
    }
    const result = compute(toDouble(number));
    return number instanceof Decimal128 ? Decimal128.fromString(String(result)) : new Double(result);
  });
}

const positive = (value: number) => value > 0 || Number.isNaN(value);

function power(a: unknown, b: unknown, name: string): unknown {
  const base = needNumber(a, name);
  const exponent = needNumber(b, name);
  if (toDouble(base) === 0 && toDouble(exponent) < 0) {
    throw new CommandError('Location28764', '$pow cannot take a base of 0 and a negative exponent');
  }
  const width = Math.max(widthOf(base), widthOf(exponent)) as Width;
  const double = toDouble(base) ** toDouble(exponent);
  if (width === Width.Decimal) return Decimal128.fromString(String(double));
  if (width === Width.Double || toDouble(exponent) < 0) return new Double(double);
  if (Math.abs(double) > 2 ** 64) return new Double(double);
  return integer(bigintOf(base) ** bigintOf(exponent), width) ?? new Double(double);
}

function logarithm(a: unknown, b: unknown, name: string): unknown {
  const number = toDouble(needNumber(a, name));
  const base = toDouble(needNumber(b, name));
  if (!positive(number))
    throw new CommandError('Location28758', `$log's argument must be a positive number, but is ${number}`);
  if (!(base > 0) || base === 1) {
    throw new CommandError(
      'Location28759',
      `$log's base must be a positive number not equal to 1, but is ${base}`,
    );
  }
  return new Double(Math.log(number) / Math.log(base));
}

function bits(start: bigint, compute: (a: bigint, b: bigint) => bigint): Operator {
  return args(0, Number.POSITIVE_INFINITY, (values, _scope, name) => {
    let total = start;
    let width: Width = Width.Int;
    for (const value of values) {
      if (nullish(value)) return null;
      if (!isNumber(value) || widthOf(value) > Width.Long) {
        throw new CommandError('TypeMismatch', `${name} only supports int and long operands.`);
      }
      total = compute(total, bigintOf(value));
      width = Math.max(width, widthOf(value)) as Width;
    }
    return integer(total, width);
  });
}

/** Numbers keep their BSON types: ints grow to longs, a double makes a double, a decimal a decimal. */
export const ARITHMETIC: OperatorTable = {
  $add: args(0, Number.POSITIVE_INFINITY, sum),
  $subtract: nullBinary(subtract),
  $multiply: args(0, Number.POSITIVE_INFINITY, product),
  $divide: nullBinary(divide),
  $mod: nullBinary(remainder),
  $abs: nullUnary(absolute),
  $ceil: nullUnary((value, name) => roundNumber(needNumber(value, name), 0, 'ceil')),
  $floor: nullUnary((value, name) => roundNumber(needNumber(value, name), 0, 'floor')),
  $round: rounding('half-even'),
  $trunc: rounding('down'),
  $sqrt: floating(Math.sqrt, (value) => !(value < 0)),
  $exp: floating(Math.exp),
  $ln: floating(Math.log, positive),
  $log10: floating(Math.log10, positive),
  $log: nullBinary(logarithm),
  $pow: nullBinary(power),
  $bitAnd: bits(-1n, (a, b) => a & b),
  $bitOr: bits(0n, (a, b) => a | b),
  $bitXor: bits(0n, (a, b) => a ^ b),
  $bitNot: nullUnary((value, name) => {
    if (!isNumber(value) || widthOf(value) > Width.Long) {
      throw new CommandError('TypeMismatch', `${name} only supports int and long, not other types`);
    }
    return integer(~bigintOf(value), widthOf(value));
  }),
  $rand: () => () => new Double(Math.random()),
};
