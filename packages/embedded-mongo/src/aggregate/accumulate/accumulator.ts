import { Decimal128, Double, Int32 } from 'bson';
import { compareValues, encodeValue } from '../../bsonkey/index.js';
import { Width, widthOf } from '../../numbers/arithmetic.js';
import { addDecimals, divideDecimals } from '../../numbers/decimal.js';
import { type BsonNumber, isNumber, toDouble } from '../../numbers/exact.js';
import { addNumbers } from '../expression/arithmetic.js';
import { mergeDocuments } from '../expression/objects.js';
import { nullish } from '../expression/operator.js';

/** Collects the values of a group, one call for each document in order. */
export interface Accumulator {
  add(value: unknown): void;
  result(): unknown;
}

/** A sum of doubles with a running correction of the rounding error (Neumaier), integers summed exactly. */
class Sum implements Accumulator {
  private integers: BsonNumber = new Int32(0);
  private decimals: Decimal128 | undefined;
  private double: number | undefined;
  private correction = 0;
  count = 0;

  add(value: unknown): void {
    if (!isNumber(value)) return;
    this.count += 1;
    const width = widthOf(value);
    if (width === Width.Decimal) {
      this.decimals = this.decimals ? addDecimals(this.decimals, value) : (value as Decimal128);
    } else if (width === Width.Double) this.addDouble(toDouble(value));
    else {
      const sum = addNumbers(this.integers, value);
      if (widthOf(sum) !== Width.Double) this.integers = sum;
      else this.addDouble(toDouble(value));
    }
  }

  private addDouble(value: number): void {
    const before = this.double ?? 0;
    const after = before + value;
    this.correction += Math.abs(before) >= Math.abs(value) ? before - after + value : value - after + before;
    this.double = after;
  }

  private get doubles(): number | undefined {
    if (this.double === undefined) return undefined;
    return Number.isFinite(this.double) ? this.double + this.correction : this.double;
  }

  result(): BsonNumber {
    const doubles = this.doubles;
    const rest = doubles === undefined ? this.integers : new Double(toDouble(this.integers) + doubles);
    return this.decimals ? addDecimals(this.decimals, rest) : rest;
  }
}

class Average implements Accumulator {
  private readonly sum = new Sum();

  add(value: unknown): void {
    this.sum.add(value);
  }

  result(): unknown {
    if (this.sum.count === 0) return null;
    const total = this.sum.result();
    if (total instanceof Decimal128) return divideDecimals(total, new Int32(this.sum.count));
    return new Double(toDouble(total) / this.sum.count);
  }
}

class Extreme implements Accumulator {
  private best: unknown = undefined;

  constructor(private readonly direction: 1 | -1) {}

  add(value: unknown): void {
    if (nullish(value)) return;
    if (this.best === undefined || compareValues(value, this.best) * this.direction > 0) this.best = value;
  }

  result(): unknown {
    return this.best ?? null;
  }
}

class Push implements Accumulator {
  protected readonly values: unknown[] = [];

  add(value: unknown): void {
    if (value !== undefined) this.values.push(value);
  }

  result(): unknown {
    return this.values;
  }
}

class AddToSet implements Accumulator {
  private readonly values = new Map<string, unknown>();

  add(value: unknown): void {
    if (value === undefined) return;
    const key = Buffer.from(encodeValue(value)).toString('latin1');
    if (!this.values.has(key)) this.values.set(key, value);
  }

  result(): unknown {
    return [...this.values.values()];
  }
}

class First implements Accumulator {
  private seen = false;
  private value: unknown = null;

  add(value: unknown): void {
    if (!this.seen) this.value = value ?? null;
    this.seen = true;
  }

  result(): unknown {
    return this.value;
  }
}

class Last implements Accumulator {
  private value: unknown = null;

  add(value: unknown): void {
    this.value = value ?? null;
  }

  result(): unknown {
    return this.value;
  }
}

class Merge implements Accumulator {
  private readonly documents: unknown[] = [];

  add(value: unknown): void {
    this.documents.push(value);
  }

  result(): unknown {
    return mergeDocuments(this.documents);
  }
}

/** Welford's running variance. */
class Deviation implements Accumulator {
  private count = 0;
  private mean = 0;
  private squares = 0;

  constructor(private readonly sample: boolean) {}

  add(value: unknown): void {
    if (!isNumber(value)) return;
    const number = toDouble(value);
    this.count += 1;
    const delta = number - this.mean;
    this.mean += delta / this.count;
    this.squares += delta * (number - this.mean);
  }

  result(): unknown {
    const divisor = this.sample ? this.count - 1 : this.count;
    return divisor > 0 ? new Double(Math.sqrt(this.squares / divisor)) : null;
  }
}

class Count implements Accumulator {
  private count = 0;

  add(): void {
    this.count += 1;
  }

  result(): unknown {
    return new Int32(this.count);
  }
}

/** The value at a percentile, by the nearest rank (MongoDB's 'approximate' on small inputs). */
export function percentile(sorted: readonly number[], fraction: number): unknown {
  if (sorted.length === 0) return null;
  return new Double(sorted[Math.max(0, Math.ceil(fraction * sorted.length) - 1)]!);
}

/** The accumulators of one expression each. */
export const ACCUMULATORS: Readonly<Record<string, () => Accumulator>> = {
  $sum: () => new Sum(),
  $avg: () => new Average(),
  $min: () => new Extreme(-1),
  $max: () => new Extreme(1),
  $push: () => new Push(),
  $addToSet: () => new AddToSet(),
  $first: () => new First(),
  $last: () => new Last(),
  $mergeObjects: () => new Merge(),
  $stdDevPop: () => new Deviation(false),
  $stdDevSamp: () => new Deviation(true),
  $count: () => new Count(),
};
