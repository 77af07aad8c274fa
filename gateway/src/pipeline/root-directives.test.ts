import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../security/operation-limits.js';
import { DocumentCache } from './document-cache.js';
import { isRefusal } from './refusal.js';

const schema = buildSchema(
  'directive @defer(if: Boolean) on FRAGMENT_SPREAD | INLINE_FRAGMENT type Query { a: Int } type Mutation { set: Query } type Subscription { ticks: Int }',
);

describe("directives at an operation's root", () => {
  const documents = new DocumentCache({
    limits: DEFAULT_LIMITS,
    introspection: false,
    suggestions: false,
    cacheBytes: 1_000_000,
  });

  it.each([
    ['@include', 'subscription', 'subscription { ticks @include(if: $__proto__) }'],
    ['@skip', 'subscription', 'subscription($on: Boolean!) { ticks @skip(if: $on) }'],
    ['@skip', 'subscription', 'subscription { __typename @skip(if: true) }'],
    ['@include', 'subscription', 'subscription { ... @include(if: true) { ticks } }'],
    [
      '@skip',
      'subscription',
      'subscription { ...F } fragment F on Subscription { ... { ticks @skip(if: false) } }',
    ],
    ['@defer', 'mutation', 'mutation { ... @defer { set { a } } }'],
    [
      '@defer',
      'mutation',
      'query A { a } mutation B { ...F } fragment F on Mutation { ...G @defer } fragment G on Mutation { set { a } }',
    ],
    [
      '@skip',
      'subscription',
      'subscription { ...F } fragment F on Subscription { ...G } fragment G on Subscription { ...F ticks @skip(if: false) }',
    ],
  ])('should not have %s in a %s: %s', (directive, operation, text) => {
    expect(documents.check(text, schema)).toEqual({
      status: 400,
      isOurs: true,
      errors: [
        {
          message: `${directive} may not stand at the root of a ${operation}.`,
          locations: [expect.any(Object)],
          extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
        },
      ],
    });
  });

  it.each([
    'subscription { ticks }',
    'subscription { ...F } fragment F on Subscription { ticks }',
    'query { a @skip(if: true) ...F } fragment F on Query { a @include(if: false) }',
    'query { ... @defer { a } }',
    'mutation { set @skip(if: true) { ... @defer { a } } }',
  ])('should be as it is: %s', (text) => {
    expect(isRefusal(documents.check(text, schema))).toBe(false);
  });
});
