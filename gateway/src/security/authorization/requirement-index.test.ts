import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { requirementIndexOf } from './requirement-index.js';

const LINKS = `schema @link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY)
  @link(url: "https://specs.apollo.dev/requiresScopes/v0.1", as: "needs", for: SECURITY) { query: Query }`;

function indexOf(text: string) {
  const index = requirementIndexOf(parse(`${LINKS} ${text}`));
  if (!index) throw new Error('nothing is required');
  return index;
}

describe('what a supergraph requires', () => {
  it('should be nothing where no directive is used', () => {
    expect(requirementIndexOf(parse(`${LINKS} type Query { a: Int }`))).toBeUndefined();
  });

  it('should hold for fields that @requires what is protected, through fields and types', () => {
    const index = indexOf(`
      type Query { t: T }
      type T {
        open: Int
        secret: Int @authenticated
        part: Part
        direct: Int @join__field(graph: A, requires: "open secret")
        nested: Int @join__field(graph: A, requires: "part { code }")
        chained: Int @join__field(graph: B, requires: "direct")
        free: Int @join__field(graph: A, requires: "open")
        left: Int @join__field(graph: A, requires: "right secret")
        right: Int @join__field(graph: A, requires: "left")
      }
      type Part { code: Code }
      scalar Code @needs(scopes: [["codes"]])`);
    expect(index.ofField('T', 'direct')?.isAuthenticated).toBe(true);
    expect(index.ofField('T', 'nested')?.scopes).toEqual([[['codes']]]);
    expect(index.ofField('T', 'chained')?.isAuthenticated).toBe(true);
    expect(index.ofField('T', 'free')).toBeUndefined();
    expect(index.ofField('T', 'left')?.isAuthenticated).toBe(true);
    expect(index.ofField('T', 'right')?.isAuthenticated).toBe(true);
  });

  it('should hold for fields whose arguments are filled from a protected context', () => {
    const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
      import: ["@key", "@context", "@fromContext", "@authenticated"])`;
    const composed = composeServices([
      {
        name: 'a',
        url: 'http://a.test/',
        typeDefs: parse(`${link}
          type Query { org: Org }
          type Org @key(fields: "id") @context(name: "holder") { id: ID! plan: String @authenticated price: Price }
          type Price @key(fields: "id") { id: ID! text(plan: String @fromContext(field: "$holder { plan }")): String @authenticated }`),
      },
      {
        name: 'b',
        url: 'http://b.test/',
        typeDefs: parse(`${link} type Price @key(fields: "id") { id: ID! open: Int }`),
      },
    ]);
    if (composed.errors) throw new Error(composed.errors.join('\n'));
    // As a composition made it that did not ask for the requirement to be repeated.
    const older = composed.supergraphSdl.replace(/(\n\s+text: String [^\n]*) @authenticated/, '$1');
    expect(older).not.toBe(composed.supergraphSdl);
    const index = requirementIndexOf(parse(older));
    expect(index?.ofField('Price', 'text')?.isAuthenticated).toBe(true);
    expect(index?.ofField('Price', 'open')).toBeUndefined();
  });

  it('should hold for what implements an interface that is protected itself', () => {
    const index = indexOf(`
      type Query { i: I }
      interface I @authenticated { id: ID! code: Int @needs(scopes: [["codes"]]) }
      type A implements I { id: ID! code: Int }
      type B implements I { id: ID! code: Int }`);
    expect(index.ofType('A')?.isAuthenticated).toBe(true);
    expect(index.ofField('B', 'code')?.scopes).toEqual([[['codes']]]);
    expect(index.ofField('B', 'id')).toBeUndefined();
  });

  it('should not hold for an implementation because another one is protected', () => {
    const index = indexOf(`
      type Query { i: I }
      interface I @authenticated { id: ID! code: Int @needs(scopes: [["codes"]]) }
      type A implements I @authenticated { id: ID! code: Int @needs(scopes: [["codes"]]) }
      type B implements I { id: ID! code: Int }`);
    expect(index.ofType('A')?.isAuthenticated).toBe(true);
    expect(index.ofType('B')).toBeUndefined();
    expect(index.ofType('I')).toBeUndefined();
    expect(index.ofField('B', 'code')).toBeUndefined();
  });

  it('should refuse arguments that are no lists of names', () => {
    expect(() => indexOf('type Query { a: Int @needs(scopes: [[3]]) }')).toThrow(
      '@needs needs lists of names as its scopes',
    );
    expect(() => indexOf('type Query { a: Int @needs }')).toThrow(
      '@needs needs lists of names as its scopes',
    );
  });
});
