import fc, { type Arbitrary } from 'fast-check';

/** Names that mean something to JavaScript, to a database or to GraphQL; all are valid names in a document. */
export const HOSTILE_NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'hasOwnProperty',
  'toString',
  'valueOf',
  'toJSON',
  'then',
  '__defineGetter__',
  '__lookupSetter__',
  '__typename',
  '_entities',
  '_service',
  'extensions',
  'length',
  'null',
  'on',
] as const;

const LONE_SURROGATE = '\ud800';

/** Texts that break what takes them for something else than a text. */
export const HOSTILE_TEXTS = [
  ...HOSTILE_NAMES,
  '',
  '\0',
  LONE_SURROGATE,
  `a${LONE_SURROGATE}b`,
  '\u202e\ufeff\u2028',
  '$where',
  '{"$gt":""}',
  '$ne',
  '../../etc/passwd',
  "' || '1'=='1",
  '"}}{"',
  '(a+)+$',
  'a'.repeat(5_000),
  '\u{1f4a5}'.repeat(300),
  'NaN',
  '1e999',
  '-0',
  'ada@example.com\r\nBcc: eve@example.com',
  '{{constructor.constructor("return 1")()}}',
  'Infinity',
] as const;

/** Numbers at and beyond what fits, as JSON writes them. */
export const HOSTILE_NUMBERS = [
  '0',
  '-0',
  '-1',
  '2147483647',
  '2147483648',
  '-2147483649',
  '9007199254740993',
  '1e308',
  '1e999',
  '-1e999',
  '0.1',
  '5e-324',
  `1${'0'.repeat(400)}`,
] as const;

const INVALID_JSON = [
  'undefined',
  'NaN',
  '01',
  '+1',
  '{a:1}',
  "'a'",
  '[1,]',
  '"\u0001"',
  '{"a"}',
  '/**/1',
  '',
];

const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...HOSTILE_TEXTS) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
);

/** A name for any place of a document that takes one. */
export const hostileName: Arbitrary<string> = fc.constantFrom(...HOSTILE_NAMES);

/** A text for any place that takes one. */
export const hostileText: Arbitrary<string> = text;

/** Any JSON as its text: with keys that repeat or name what objects inherit, and seldom with what is no JSON. */
export const hostileJson: Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    {
      weight: 4,
      arbitrary: fc.constantFrom('null', 'true', 'false', ...HOSTILE_NUMBERS),
    },
    { weight: 4, arbitrary: text.map((value) => JSON.stringify(value)) },
    {
      weight: 3,
      arbitrary: fc
        .array(fc.tuple(text, tie('value')), { maxLength: 4 })
        .map((pairs) => `{${pairs.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`),
    },
    {
      weight: 2,
      arbitrary: fc.array(tie('value'), { maxLength: 4 }).map((values) => `[${values.join(',')}]`),
    },
    { weight: 1, arbitrary: fc.constantFrom(...INVALID_JSON) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom('[', '{"a":', '{"__proto__":'), fc.constantFrom(10, 200, 5_000))
        .map(([open, depth]) => `${open.repeat(depth)}0${(open === '[' ? ']' : '}').repeat(depth)}`),
    },
  ),
})).value;
