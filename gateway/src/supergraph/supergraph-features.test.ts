import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { composeSupergraph, describeFaults } from './composition/compose.js';
import { checkSupergraph } from './read-supergraph.js';
import { refuseUnsupportedFeatures } from './supergraph-features.js';

const JOIN = '@link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION)';
const refuse = (text: string) => () => refuseUnsupportedFeatures(parse(text));
const refuseLink = (link: string) => refuse(`schema ${JOIN} ${link} { query: Q }`);

describe('features of a supergraph', () => {
  it.each([
    ['authenticated', '@link(url: "https://specs.apollo.dev/authenticated/v0.1#mine")'],
    ['authenticated', '@link(url: "https://specs.apollo.dev/authenticated/")'],
    ['authenticated', '@link(url: "http://mirror.test/authenticated/v0.1")'],
    ['requiresScopes', '@link(url: "https://specs.apollo.dev/requiresScopes/v0.2")'],
    [
      'connect',
      '@join__directive(graphs: [A], name: "link", args: { url: "https://specs.apollo.dev/connect/v0.1", import: ["@connect"] })',
    ],
    ['connect', '@join__directive(graphs: [A], name: "source", args: { name: "v1" })'],
    [
      'policy',
      '@link(url: "https://specs.apollo.dev/link/v1.0", as: "l") @l(url: "https://specs.apollo.dev/policy/v0.9")',
    ],
    ['policy', '@link(url: "https://mine.test/rules/v1.0", import: ["@policy"]) @policy'],
  ])('should refuse @%s by name, declared as %s', (feature, link) => {
    expect(refuseLink(link)).toThrow(`the supergraph uses @${feature}, which`);
  });

  it.each([
    ['authenticated', 'type Q { a: Int @authenticated }'],
    ['requiresScopes', 'enum E @requiresScopes(scopes: [["a"]]) { A }'],
    ['requiresScopes', 'scalar S @requiresScopes__requiresScopes(scopes: [["a"]])'],
    ['policy', 'interface I @policy(policies: [["a"]]) { a: Int }'],
    ['authenticated', 'extend type Q @federation__authenticated'],
    [
      'policy',
      'type Q @join__directive(graphs: [A], name: "policy", args: { policies: [["a"]] }) { a: Int }',
    ],
    ['authenticated', 'type Q { a: Int @join__directive(graphs: [A], name: "@authenticated") }'],
  ])('should refuse @%s that is used without a link: %s', (feature, definition) => {
    expect(refuse(`schema ${JOIN} { query: Q } ${definition}`)).toThrow(`the supergraph uses @${feature},`);
  });

  const LINKED = '@link(url: "https://specs.apollo.dev/policy/v0.1", for: SECURITY)';
  const RENAMED =
    '@link(url: "https://specs.apollo.dev/policy/v0.1", import: [{ name: "@policy", as: "@rule" }])';

  it.each([
    [LINKED, 'union U @policy(policies: [["a"]]) = T'],
    [LINKED, 'input N { a: Int @policy(policies: [["a"]]) }'],
    [LINKED, 'type T { a(b: Int @policy(policies: [["a"]])): Int }'],
    [LINKED, 'enum E { A @policy(policies: [["a"]]) }'],
    [LINKED, 'type T @join__directive(graphs: [A], name: "policy", args: { policies: [["a"]] }) { a: Int }'],
    [LINKED, 'type T { a: Int @other__policy(policies: [["a"]]) }'],
  ])('should refuse @policy where it would not be enforced: %s %s', (link, definition) => {
    expect(refuse(`schema ${JOIN} ${link} { query: Q } ${definition}`)).toThrow(
      'the supergraph uses @policy,',
    );
  });

  it.each([
    [LINKED, 'type T @policy(policies: [["a"]]) { a: Int @policy(policies: [["a"]]) }'],
    [LINKED, 'interface I @policy(policies: [["a"]]) { a: Int @policy(policies: [["a"]]) }'],
    [LINKED, 'enum E @policy(policies: [["a"]]) { A } scalar S @policy(policies: [["a"]])'],
    [RENAMED, 'type T { a: Int @rule(policies: [["a"]]) }'],
    [
      '@core(feature: "https://specs.apollo.dev/policy/v0.1", as: "p")',
      'type T { a: Int @p(policies: [["a"]]) }',
    ],
  ])('should accept @policy where it is enforced: %s %s', (link, definition) => {
    expect(refuse(`schema ${JOIN} ${link} { query: Q } ${definition}`)).not.toThrow();
  });

  it('should refuse what an extension of the schema links', () => {
    const text = 'extend schema @link(url: "https://rules.test/policy/v0.1", for: SECURITY)';
    expect(refuse(text)).toThrow('the supergraph uses @policy, which');
  });

  it.each([
    ['quota', 'SECURITY', 'https://rules.test/quota/v1.0'],
    ['inaccessible', 'SECURITY', 'https://rules.test/inaccessible/v0.2'],
    ['join', 'EXECUTION', 'https://specs.apollo.dev/other/join/v0.3'],
  ])('should refuse %s for %s of a specification that it does not know', (feature, purpose, url) => {
    const told = `the supergraph needs the feature ${feature} for ${purpose} (${url}), which this gateway does not know`;
    expect(refuseLink(`@link(url: "${url}", for: ${purpose})`)).toThrow(told);
    expect(refuseLink(`@core(feature: "${url}", for: "${purpose}")`)).toThrow(told);
  });

  it('should name all of them at once', () => {
    const text =
      '@link(url: "https://specs.apollo.dev/policy/v0.2") @link(url: "https://x.test/y/v1", for: EXECUTION)';
    expect(refuseLink(text)).toThrow(/@policy.*\n.*feature y for EXECUTION/);
  });

  it.each([
    '@link(url: "https://specs.apollo.dev/inaccessible/v0.2", for: SECURITY)',
    '@link(url: "https://specs.apollo.dev/context/v0.1", for: SECURITY)',
    '@link(url: "https://specs.apollo.dev/tag/v0.3")',
    '@link(url: "https://specs.apollo.dev/cost/v0.1")',
    '@link(url: "https://mine.test/label/v1.0")',
    '@link(url: "https://mine.test/label/v1.0", import: ["@source"]) @source(of: "x")',
    '@link(url: "https://mine.test/label/v1.0", import: [{ name: "@x", as: "@connect" }]) @connect',
    '@link(url: "https://specs.apollo.dev/cacheTag/v0.1", for: EXECUTION)',
    '@core(feature: "https://specs.apollo.dev/core/v0.2")',
  ])('should accept %s', (link) => {
    expect(refuseLink(link)).not.toThrow();
  });

  it('should accept addresses and names that only look like such features', () => {
    const text = `enum join__Graph { A @join__graph(name: "policy", url: "http://127.0.0.1:1/policy") }
      scalar S @specifiedBy(url: "https://x.test/authenticated") type connect { policy: Int context(policy: Int): Int }`;
    expect(refuse(text)).not.toThrow();
  });

  it('should accept a definition that nothing uses', () => {
    expect(refuse(`schema ${JOIN} { query: Q } directive @policy on OBJECT`)).not.toThrow();
  });
});

describe('@cost, @listSize and @cacheTag', () => {
  it('should be served: an answer is right without them', () => {
    const federation = (names: string) =>
      `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: [${names}])`;
    const outcome = composeSupergraph([
      {
        name: 'a',
        url: 'http://a.test/',
        sdl: `${federation('"@cacheTag" "@cost" "@listSize"')}
          type Query { a: [Int] @cost(weight: 3) @listSize(assumedSize: 9) @cacheTag(format: "a") }`,
      },
    ]);
    if (!outcome.ok) throw new Error(describeFaults(outcome.faults));
    expect(outcome.supergraphSdl).toContain('cacheTag/v0.1", for: EXECUTION');
    expect(checkSupergraph(outcome.supergraphSdl).subgraphUrls.size).toBe(1);
  });
});

describe('a version of a feature that the planner does not know', () => {
  it.each(['join/v0.9', 'inaccessible/v0.9'])('should be refused: %s', (feature) => {
    const sdl = `schema @link(url: "https://specs.apollo.dev/link/v1.0")
      @link(url: "https://specs.apollo.dev/${feature}", for: EXECUTION) { query: Query }
      directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
      scalar link__Import enum link__Purpose { SECURITY EXECUTION } type Query { a: Int }`;
    expect(() => checkSupergraph(sdl)).toThrow('this is not a valid supergraph');
  });
});
