import { buildSchema, parse, print, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { withGraphDirectives, withoutGraphDirectives } from './graph-directives.js';

const api = buildSchema('type Query { a: Int } enum Scope { OPEN }');
const supergraph = parse(`
  directive @access(scope: [Scope!]! = [OPEN]) repeatable on FIELD | OBJECT
  directive @secret(key: Hidden) on FIELD
  directive @join__field(graph: String) on FIELD_DEFINITION
`);

describe('directives of a graph', () => {
  const extended = withGraphDirectives(api, supergraph);

  it('should be known to clients when they are for operations and of types that clients see', () => {
    expect(validate(extended, parse('{ a @access(scope: OPEN) @access }'))).toEqual([]);
    expect(validate(extended, parse('{ a @access(scope: SHUT) }'))).toHaveLength(1);
    for (const name of ['secret', 'join__field']) expect(extended.getDirective(name)).toBeUndefined();
    expect(extended.getDirective('access')?.locations).toEqual(['FIELD']);
  });

  it('should be taken out of what is planned, and nothing else', () => {
    const document = parse('query ($on: Boolean!) { a @access @include(if: $on) ... @access { a } }');
    expect(print(withoutGraphDirectives(document, extended))).toBe(
      print(parse('query ($on: Boolean!) { a @include(if: $on) ... { a } }')),
    );
    expect(withoutGraphDirectives(document, api)).toBe(document);
  });

  it('should leave a schema as it is when there are none', () => {
    expect(withGraphDirectives(api, parse('directive @join__field on FIELD_DEFINITION'))).toBe(api);
  });
});
