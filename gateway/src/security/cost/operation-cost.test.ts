import {
  buildSchema,
  type FragmentDefinitionNode,
  getIntrospectionQuery,
  Kind,
  type OperationDefinitionNode,
  parse,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { costRulesOf } from './cost-rules.js';
import { withIntrospection } from './introspection-cost.js';
import { operationCost } from './operation-cost.js';

const DIRECTIVES = `
  directive @link(url: String!, as: String, import: [Import]) repeatable on SCHEMA
  scalar Import
  directive @NAME_COST(weight: Int!) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR
  directive @NAME_SIZE(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], requireOneSlicingArgument: Boolean = true) on FIELD_DEFINITION`;

const TYPES = `
  type Query {
    one: Thing
    all: [Thing!]!
    few: [Thing] @NAME_SIZE(assumedSize: 3)
    page(first: Int = 20, last: Int): Page @NAME_SIZE(slicingArguments: ["first", "last"], sizedFields: ["nodes", "edges"])
    free(first: Int): [Thing] @NAME_SIZE(slicingArguments: ["first"], requireOneSlicingArgument: false, assumedSize: 7)
    within(by: Range): [Thing] @NAME_SIZE(slicingArguments: ["by.most"])
    search(filter: Filter, words: [String!] @NAME_COST(weight: 2)): Int @NAME_COST(weight: 6)
    node: Node
  }
  type Mutation { add: Int }
  type Page { nodes: [Thing] edges: [Edge] total: Int }
  type Edge { node: Thing }
  interface Node { id: ID }
  type Thing implements Node { id: ID kind: Kind price: Money things: [Thing] heavy: Heavy }
  type Heavy @NAME_COST(weight: 40) { id: ID }
  enum Kind @NAME_COST(weight: 4) { A }
  scalar Money @NAME_COST(weight: 5)
  input Range { most: Int }
  input Filter { text: String @NAME_COST(weight: 9) and: [Filter!] }`;

function model(schemaDefinition: string, cost: string, size: string) {
  const text = `${schemaDefinition} ${DIRECTIVES} ${TYPES}`
    .replaceAll('NAME_COST', cost)
    .replaceAll('NAME_SIZE', size);
  const schema = buildSchema(text);
  return { schema, rules: withIntrospection(costRulesOf(parse(text)), schema), listSize: 10 };
}

const imported = (imports: string) =>
  `schema @link(url: "https://specs.apollo.dev/cost/v0.1", import: [${imports}]) { query: Query mutation: Mutation }`;
const usual = model(imported('"@cost", "@listSize"'), 'cost', 'listSize');

function cost(text: string, variables: Record<string, unknown> = {}, of = usual): number {
  const { definitions } = parse(text);
  const operation = definitions.find(
    ({ kind }) => kind === Kind.OPERATION_DEFINITION,
  ) as OperationDefinitionNode;
  const fragments = definitions.filter(
    (one): one is FragmentDefinitionNode => one.kind === Kind.FRAGMENT_DEFINITION,
  );
  return operationCost(of, operation, new Map(fragments.map((one) => [one.name.value, one])))(variables);
}

describe('the cost of an operation', () => {
  it.each([
    ['an object', '{ one { id } }', 1],
    ['names of types', '{ __typename one { __typename } }', 1],
    ['a list of unknown length', '{ all { id } }', 10],
    ['lists inside each other', '{ all { things { id } } }', 10 * (1 + 10)],
    ['a list of assumed length', '{ few { id } }', 3],
    ['a list by its default', '{ page { nodes { id } } }', 1 + 20],
    [
      'a list by its argument, though another has a default',
      '{ page(last: 2) { nodes { id } total } }',
      1 + 2,
    ],
    ['each list of sized fields', '{ page(first: 2) { nodes { id } edges { node { id } } } }', 1 + 2 + 2 * 2],
    ['an argument inside an input object', '{ within(by: { most: 4 }) { id } }', 1 + 4],
    ['weights of an enum and a scalar', '{ one { kind price } }', 1 + 4 + 5],
    ['the weight of a type', '{ one { heavy { id } } }', 1 + 40],
    ['a mutation', 'mutation { add }', 10],
    ['a field with a weight, its arguments added', '{ search(words: ["a", "b"]) }', 6 + 2],
    [
      'an input object with weights inside',
      '{ search(filter: { and: [{ text: "a" }, { text: "b" }] }) }',
      6 + 1 + 2 * (1 + 9),
    ],
    [
      'fragments, where they are spread',
      '{ all { ...F } one { ...F } } fragment F on Thing { heavy { id } }',
      10 * 41 + 41,
    ],
    ['a fragment on an interface', '{ node { ... on Thing { price } } }', 1 + 5],
    [
      'sized fields inside a fragment',
      '{ page(first: 3) { ...F } } fragment F on Page { nodes { id } }',
      1 + 3,
    ],
    ['what is left out', '{ all @skip(if: true) { id } one @include(if: false) { id } few { id } }', 3],
  ])('should be that of %s', (_title, text, expected) => {
    expect(cost(text)).toBe(expected);
  });

  it('should depend on variables and their defaults', () => {
    const text =
      'query($n: Int = 5, $f: Filter, $w: Boolean!) { page(first: $n) @include(if: $w) { nodes { id } } search(filter: $f) }';
    expect(cost(text, { w: true })).toBe(1 + 5 + 6);
    expect(cost(text, { w: true, n: 50 })).toBe(1 + 50 + 6);
    expect(cost(text, { w: false, n: 50, f: { text: 'x' } })).toBe(6 + 1 + 9);
    expect(cost(text, { w: true, n: -4 })).toBe(1 + 6);
  });

  it('should refuse lists without an end, where one is demanded and the field is not left out', () => {
    expect(() => cost('{ page(first: 1, last: 2) { total } }')).toThrow(
      'Query.page needs exactly one of first, last',
    );
    expect(() => cost('query($n: Int) { within(by: { most: $n }) { id } }')).toThrow(
      'exactly one of by.most',
    );
    expect(cost('query($w: Boolean!) { within @include(if: $w) { id } }', { w: false })).toBe(0);
    expect(cost('{ free { id } }')).toBe(7);
    expect(cost('query($n: Int) { free(first: $n) { id } }', { n: 9 })).toBe(9);
  });

  it('should read the directives under the names that the supergraph gave them', () => {
    const text = '{ page(first: 2) { nodes { price } } }';
    const renamed = imported('{ name: "@cost", as: "@weight" }, { name: "@listSize", as: "@size" }');
    expect(cost(text, {}, model(renamed, 'weight', 'size'))).toBe(1 + 2 * 6);
    expect(cost(text, {}, model(imported(''), 'cost', 'cost__listSize'))).toBe(1 + 2 * 6);
    const prefixed =
      'schema @link(url: "https://specs.apollo.dev/cost/v0.1", as: "c") { query: Query mutation: Mutation }';
    expect(cost(text, {}, model(prefixed, 'c', 'c__listSize'))).toBe(1 + 2 * 6);
    // Directives of the same names that are not these.
    expect(cost(text, {}, model(renamed, 'cost', 'listSize'))).toBe(1 + 10);
  });

  it('should grow with what introspection answers, and leave room for that of tools', () => {
    const types = Object.keys(usual.schema.getTypeMap()).length;
    expect(cost('{ __schema { types { name } } }')).toBe(0.5 + types / 2);
    expect(cost('{ __type(name: "Query") { name } }')).toBe(0.5);
    const whole = cost(getIntrospectionQuery());
    expect(whole).toBeGreaterThan(types);
    expect(whole).toBeLessThan(10_000);
    const many = Array.from({ length: 100 }, (_, i) => `a${i}: types { fields { args { type { name } } } }`);
    expect(cost(`{ __schema { ${many.join(' ')} } }`)).toBeGreaterThan(100 * types);
  });

  it('should take a fragment once, however often it is spread', () => {
    const doubling = Array.from(
      { length: 60 },
      (_, i) =>
        `fragment F${i} on Thing { a: heavy { id } x${i}: things { ...F${i + 1} } y${i}: things { ...F${i + 1} } }`,
    );
    const bomb = `{ one { ...F0 } } ${doubling.join(' ')} fragment F60 on Thing { id }`;
    expect(cost(bomb)).toBeGreaterThan(1e60);
  });
});
