import {
  Binary,
  BSONRegExp,
  Code,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareValues, encodeCompound, encodeValue } from './index.js';

const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 34n) + 1n, max: 10n ** 34n - 1n }), fc.integer({ min: -60, max: 60 }))
  .map(([digits, exponent]) => Decimal128.fromString(`${digits}E${exponent}`));

const number = fc.oneof(
  fc.integer({ min: -5, max: 5 }).map((n) => new Int32(n)),
  fc.integer({ min: -5, max: 5 }).map((n) => new Double(n)),
  fc.integer({ min: -5, max: 5 }).map((n) => Long.fromNumber(n)),
  fc.integer({ min: -5, max: 5 }).map((n) => Decimal128.fromString(String(n))),
  fc.integer().map((n) => new Int32(n)),
  fc.double().map((n) => new Double(n)),
  fc.double({ min: 2 ** 52, max: 2 ** 63, noNaN: true }).map((n) => new Double(n)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((n) => Long.fromBigInt(n)),
  fc.bigInt({ min: 2n ** 53n - 3n, max: 2n ** 53n + 3n }).map((n) => Long.fromBigInt(n)),
  fc.bigInt({ min: 2n ** 53n - 3n, max: 2n ** 53n + 3n }).map((n) => Decimal128.fromString(`${n}.5`)),
  fc.constantFrom(2 ** 53 - 1, 2 ** 53, 2 ** 53 + 2).map((n) => new Double(n)),
  fc
    .constantFrom('NaN', 'Infinity', '-Infinity', '0E-6000', '1E+6000', '-1E-6000', '0.1')
    .map(Decimal128.fromString),
  decimal,
);

const text = fc.string({ unit: fc.constantFrom('a', 'b', '\0', '\u00e9', '\uffee', '\u{1f600}', '\u0001') });
const scalar = fc.oneof(
  { weight: 4, arbitrary: number },
  { weight: 2, arbitrary: text },
  fc.constantFrom(null, undefined, true, false, new MinKey(), new MaxKey()),
  fc.integer({ min: -9, max: 9 }).map((n) => new Date(n * 1e9)),
  fc.integer({ min: 0, max: 9 }).map((n) => new Timestamp(Long.fromNumber(n * 2 ** 29, true))),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => new ObjectId(bytes)),
  fc
    .tuple(fc.uint8Array({ maxLength: 3 }), fc.constantFrom(0, 5))
    .map(([b, t]) => new Binary(Buffer.from(b), t)),
  fc.tuple(text, fc.constantFrom('', 'i')).map(([p, o]) => new BSONRegExp(p.replaceAll('\0', ''), o)),
  text.map((code) => new Code(code)),
);

const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), { maxKeys: 3 }),
  ),
}));

const directions: (1 | -1)[] = [1, -1];

describe('bsonkey', () => {
  it('should order encoded bytes as it compares values', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(Math.sign(Buffer.compare(encodeValue(a), encodeValue(b)))).toBe(compareValues(a, b));
      }),
      { numRuns: 5000 },
    );
  });

  it('should order numbers of all types as it compares them', () => {
    fc.assert(
      fc.property(number, number, (a, b) => {
        expect(Math.sign(Buffer.compare(encodeValue(a), encodeValue(b)))).toBe(compareValues(a, b));
      }),
      { numRuns: 5000 },
    );
  });

  it('should order compounds field by field, a descending field reversed', () => {
    fc.assert(
      fc.property(fc.tuple(value, value), fc.tuple(value, value), (a, b) => {
        const expected = compareValues(a[0], b[0]) || -compareValues(a[1], b[1]);
        const order = Math.sign(Buffer.compare(encodeCompound(a, directions), encodeCompound(b, directions)));
        expect(order === expected).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('should not give one value a key that starts another value', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        const left = Buffer.from(encodeValue(a));
        const right = Buffer.from(encodeValue(b));
        if (left.equals(right)) return;
        expect(right.subarray(0, left.length).equals(left)).toBe(false);
      }),
      { numRuns: 3000 },
    );
  });

  it('should keep 2^53 and 2^53+1 apart, and equal numbers of different types together', () => {
    const keys = [
      new Double(2 ** 53),
      Long.fromBigInt(2n ** 53n),
      Decimal128.fromString('9007199254740992.0'),
      Long.fromBigInt(2n ** 53n + 1n),
      Decimal128.fromString('9007199254740993'),
    ].map((v) => Buffer.from(encodeValue(v)).toString('hex'));
    expect(new Set(keys.slice(0, 3)).size).toBe(1);
    expect(new Set(keys.slice(3)).size).toBe(1);
    expect(new Set(keys).size).toBe(2);
  });

  it('should sort the types in the order of the manual', () => {
    const ordered = [
      new MinKey(),
      null,
      new Int32(5),
      'text',
      { a: new Int32(1) },
      [new Int32(1)],
      new Binary(Buffer.from('x')),
      new ObjectId('0'.repeat(24)),
      true,
      new Date(0),
      new Timestamp(Long.fromNumber(1, true)),
      new BSONRegExp('x'),
      new Code('x'),
      new Code('x', {}),
      new MaxKey(),
    ];
    expect([...ordered].reverse().toSorted(compareValues)).toEqual(ordered);
  });
});
