import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../security/operation-limits.js';
import { DocumentCache } from './document-cache.js';
import { isRefusal } from './refusal.js';

const schema = buildSchema(
  'type Query { a: Query b(in: In, list: [[Int]]): Int n: Int } input In { in: In x: Int }',
);

const documents = new DocumentCache({
  limits: DEFAULT_LIMITS,
  introspection: true,
  suggestions: false,
  cacheBytes: 1_000_000,
});

const repeat = (count: number, text: (index: number) => string, between = ' ') =>
  Array.from({ length: count }, (_, index) => text(index)).join(between);

const outcomeOf = (text: string) => {
  const checked = documents.check(text, schema);
  return isRefusal(checked)
    ? checked.errors.map(({ message, extensions }) => [extensions?.code, message])
    : 'valid';
};

const tooMany = (value: string, maximum: number, what: string) => [
  [
    'OPERATION_TOO_COMPLEX',
    `The operation is too complex: it has ${value} ${what}, and ${maximum} is the most.`,
  ],
];
const words = 'or more words and signs';
const brackets = 'or more brackets inside each other';

// Each of these would take seconds, or for ever, or the process's stack, in what comes after the guards.
describe('documents that are made to stall a server', () => {
  it.each([
    [
      'fragments that spread the next one twice, in 1 KB',
      `{ ...F0 } ${repeat(25, (i) => `fragment F${i} on Query { a { ...F${i + 1} } x: a { ...F${i + 1} } }`)} fragment F25 on Query { n }`,
      tooMany('33554431', 1_000, 'aliases'),
    ],
    [
      'fragments of which there are more than can be counted',
      `{ ...F0 } ${repeat(1_000, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`)} fragment F1000 on Query { n }`,
      tooMany('countless', 500, 'selection sets inside each other'),
    ],
    ['100,000 aliases', `{ ${repeat(100_000, (i) => `a${i}: n`)} }`, tooMany('20001', 20_000, words)],
    [
      'as many aliases as the words allow',
      `{ ${repeat(6_000, (i) => `a${i}: n`)} }`,
      tooMany('6000', 200, 'fields at its root'),
    ],
    [
      'aliases below the root',
      `{ a { ${repeat(6_000, (i) => `a${i}: n`)} } }`,
      tooMany('6000', 1_000, 'aliases'),
    ],
    [
      'selections 5,000 deep',
      `{ ${repeat(5_000, () => 'a {')} n ${'}'.repeat(5_000)} }`,
      tooMany('501', 500, brackets),
    ],
    [
      'selections 300 deep',
      `{ ${repeat(300, () => 'a {')} n ${'}'.repeat(300)} }`,
      tooMany('301', 50, 'levels of fields'),
    ],
    ['lists 5,000 deep', `{ b(list: ${'['.repeat(5_000)}`, tooMany('501', 500, brackets)],
    ['objects 5,000 deep', `{ b(in: ${'{in:'.repeat(5_000)}`, tooMany('501', 500, brackets)],
    ['types 5,000 deep', `query($v: ${'['.repeat(5_000)}Int`, tooMany('501', 500, brackets)],
    ['a list of 500,000', `{ b(list: [${'1 '.repeat(500_000)}]) }`, tooMany('20001', 20_000, words)],
    ['100,000 directives', `{ n ${'@skip(if: true) '.repeat(100_000)} }`, tooMany('20001', 20_000, words)],
    ['directives without arguments', `{ n ${'@d '.repeat(9_000)} }`, tooMany('9000', 500, 'directives')],
    [
      'many operations that spread the same fragment',
      `${repeat(1_000, (i) => `query Q${i} { ...F }`)} fragment F on Query { ${'n '.repeat(150)} }`,
      tooMany('151000', 10_000, 'selections'),
    ],
    [
      'a chain of fragments that is longer than the stack',
      `{ ...F0 } ${repeat(2_000, (i) => `fragment F${i} on Query { ...F${i + 1} }`)} fragment F2000 on Query { n }`,
      tooMany('countless', 500, 'selection sets inside each other'),
    ],
  ])('should be refused for %s', (_title, text, expected) => {
    expect(outcomeOf(text)).toEqual(expected);
  });

  it('should be refused by validation itself when one field is repeated in conflict', () => {
    const text = `{ a { ${repeat(4_000, (i) => `n: b(list: [${i}])`)} } }`;
    expect(outcomeOf(text)).toEqual(tooMany('20001', 20_000, words));
    const within = `{ a { ${repeat(900, (i) => `n: b(list: ${i})`)} } }`;
    expect(outcomeOf(within)).toEqual([['GRAPHQL_VALIDATION_FAILED', 'Validation aborted.']]);
  });

  it('should be parsed when a name is long, and refused for the name alone', () => {
    const name = 'x'.repeat(500_000);
    expect(outcomeOf(`{ ${name} }`)).toEqual([
      ['GRAPHQL_VALIDATION_FAILED', `Cannot query field "${name}" on type "Query".`],
    ]);
  });
});
