import { Decimal128, Double, Int32, Long } from 'bson';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeValue } from '../bsonkey/index.js';
import { type Document, isDocument } from '../types.js';
import { compileFilter, filterBounds, type Interval } from './index.js';

const scalar = fc.oneof(
  fc.integer({ min: 0, max: 4 }).map((n) => new Int32(n)),
  fc
    .constantFrom(0.5, 2, Number.NaN, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)
    .map((n) => new Double(n)),
  fc.integer({ min: 0, max: 3 }).map((n) => Long.fromNumber(n)),
  fc.constantFrom('1.5', '3', 'NaN').map((text) => Decimal128.fromString(text)),
  fc.constantFrom('', 'a', 'ab', 'b'),
  fc.constantFrom(null, true, false),
);

const inner = fc.dictionary(fc.constantFrom('b', 'c'), scalar, { maxKeys: 2 });
const value = fc.oneof(
  { weight: 3, arbitrary: scalar },
  inner,
  fc.array(fc.oneof({ weight: 3, arbitrary: scalar }, inner, fc.array(scalar, { maxLength: 2 })), {
    maxLength: 3,
  }),
);
const document = fc.record({ a: value, n: scalar }, { requiredKeys: [] }) as fc.Arbitrary<Document>;

const comparison = fc.oneof(
  fc.tuple(fc.constantFrom('$eq', '$gt', '$gte', '$lt', '$lte'), value),
  fc.tuple(fc.constant('$in'), fc.array(value, { maxLength: 3 })),
  fc.tuple(fc.constant('$ne'), scalar),
  fc.tuple(fc.constant('$exists'), fc.boolean()),
);
const operators = fc
  .array(comparison, { minLength: 1, maxLength: 2 })
  .map((pairs) => Object.fromEntries(pairs) as Document);
const condition: fc.Arbitrary<unknown> = fc.oneof(
  value,
  operators,
  operators.map(($elemMatch) => ({ $elemMatch })),
  fc.record({ $elemMatch: fc.record({ b: fc.oneof(scalar, operators) }) }),
  fc.record({ $all: fc.array(scalar, { maxLength: 2 }) }),
  fc.record({ $not: operators }),
  fc.constantFrom('^a', 'a', '^ab*').map(($regex) => ({ $regex })),
);
const path = fc.constantFrom('a', 'a.b', 'n');
const fields = fc.dictionary(path, condition, { minKeys: 1, maxKeys: 2 }) as fc.Arbitrary<Document>;
const filter: fc.Arbitrary<Document> = fc.oneof(
  fields,
  fc.array(fields, { minLength: 1, maxLength: 2 }).map(($and) => ({ $and })),
  fc.tuple(path, scalar).map(([name, one]) => ({ $expr: { $eq: [`$${name}`, { $literal: one }] } })),
);

/** The values that an index on the path holds for a document, found in the plainest way. */
function indexed(container: unknown, steps: readonly string[], values: unknown[]): void {
  const [step, ...rest] = steps;
  if (Array.isArray(container)) {
    if (container.length === 0) values.push(step === undefined ? undefined : null);
    for (const item of container as unknown[]) {
      if (step === undefined || Array.isArray(item)) values.push(step === undefined ? item : null);
      else indexed(item, steps, values);
    }
  } else if (step === undefined) values.push(container ?? null);
  else {
    indexed(isDocument(container) ? container[step] : undefined, rest, values);
  }
}

function holds(interval: Interval, key: Uint8Array): boolean {
  const low = Buffer.compare(key, interval.lower);
  const high = Buffer.compare(key, interval.upper);
  return (
    (low > 0 || (low === 0 && interval.lowerInclusive)) &&
    (high < 0 || (high === 0 && interval.upperInclusive))
  );
}

const inverted = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => byte ^ 0xff);

function flipped(interval: Interval): Interval {
  return {
    lower: inverted(interval.upper),
    upper: inverted(interval.lower),
    lowerInclusive: interval.upperInclusive,
    upperInclusive: interval.lowerInclusive,
  };
}

function expectWithin(doc: Document, bounds: readonly [string, Interval[]][]): void {
  for (const [name, intervals] of bounds) {
    const values: unknown[] = [];
    indexed(doc, name.split('.'), values);
    const keys = values.map(encodeValue);
    expect(keys.some((key) => intervals.some((interval) => holds(interval, key)))).toBe(true);
    const down = keys.map(inverted);
    expect(down.some((key) => intervals.some((interval) => holds(flipped(interval), key)))).toBe(true);
  }
}

describe('filterBounds', () => {
  it('should never leave out a document that matches, in either direction of an index', () => {
    let matched = 0;
    fc.assert(
      fc.property(filter, fc.array(document, { minLength: 15, maxLength: 15 }), (one, docs) => {
        const matcher = compileFilter(one);
        const bounds = [...filterBounds(one)];
        for (const doc of docs.filter((each) => matcher.matches(each))) {
          matched += bounds.length;
          expectWithin(doc, bounds);
        }
      }),
      { numRuns: 4_000 },
    );
    expect(matched).toBeGreaterThan(500);
  });

  it('should bound fields without arrays so tightly that comparisons need no further test', () => {
    const plain = fc.record({ n: scalar.filter((one) => one !== null) });
    const range = fc.tuple(
      fc.constantFrom('$eq', '$gt', '$gte', '$lt', '$lte'),
      scalar.filter((one) => one !== null),
    );
    fc.assert(
      fc.property(range, plain, ([operator, operand], doc) => {
        const one = { n: { [operator]: operand } };
        const intervals = filterBounds(one, () => false).get('n')!;
        const inside = intervals.some((interval) => holds(interval, encodeValue(doc.n)));
        const isNaNOperand = String(operand) === 'NaN';
        if (!isNaNOperand) expect(inside).toBe(compileFilter(one).matches(doc));
      }),
      { numRuns: 5_000 },
    );
  });
});
