import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../security/operation-limits.js';
import { DocumentCache } from './document-cache.js';
import { isRefusal } from './refusal.js';

const schema = buildSchema('type Query { a: Int } type Subscription { ticks: Int }');

describe('the root of a subscription', () => {
  const documents = new DocumentCache({
    limits: DEFAULT_LIMITS,
    introspection: false,
    suggestions: false,
    cacheBytes: 1_000_000,
  });

  it.each([
    'subscription { ticks @include(if: $__proto__) }',
    'subscription($on: Boolean!) { ticks @skip(if: $on) }',
    'subscription { __typename @skip(if: true) }',
    'subscription { ... @include(if: true) { ticks } }',
    'subscription { ...F } fragment F on Subscription { ... { ticks @skip(if: false) } }',
    'subscription { ...F } fragment F on Subscription { ...G } fragment G on Subscription { ...F ticks @skip(if: false) }',
  ])('should not be conditional: %s', (text) => {
    expect(documents.check(text, schema)).toEqual({
      status: 400,
      isOurs: true,
      errors: [
        {
          message: '@skip and @include may not stand at the root of a subscription.',
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
  ])('should be as it is: %s', (text) => {
    expect(isRefusal(documents.check(text, schema))).toBe(false);
  });
});
