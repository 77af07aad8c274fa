import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../security/operation-limits.js';
import { DocumentCache } from './document-cache.js';

const schema = buildSchema('type Query { a: Int } type Subscription { ticks: Int }');

describe('DocumentCache', () => {
  const documents = new DocumentCache({
    limits: DEFAULT_LIMITS,
    introspection: false,
    suggestions: false,
    cacheBytes: 1_000_000,
  });

  it.each([
    'subscription { ticks @include(if: $__proto__) }',
    'subscription($on: Boolean!) { ticks @skip(if: $on) }',
    'subscription { ticks @include(if: "yes") }',
  ])('should refuse %s as not valid', (text) => {
    expect(documents.check(text, schema)).toEqual({
      status: 400,
      isOurs: true,
      errors: [
        {
          message: 'At the root of a subscription, @skip and @include take true or false, and no variable.',
          locations: [expect.any(Object)],
          extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
        },
      ],
    });
  });
});
