import { composeSupergraph, describeFaults } from '@orrery/gateway/composition';
import { getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeSubgraph, startFakeSubgraph } from '../gateway/fixture/fake-subgraph.js';
import { startGateway, type TestGateway } from '../gateway/fixture/gateway.js';

const SDL = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  directive @oneOf on INPUT_OBJECT
  type Query { find(by: By!): String all(of: [By!], nested: Nested): String }
  input By @oneOf { id: ID sku: String nested: Nested }
  input Nested { by: By n: Int }`;

let subgraph: FakeSubgraph;
let sdl: string;
beforeAll(async () => {
  const told = (_parent: unknown, given: Record<string, unknown>) => JSON.stringify(given);
  subgraph = await startFakeSubgraph(SDL, { Query: { find: told, all: told } });
  const outcome = composeSupergraph([{ name: 'finder', url: subgraph.url, sdl: SDL }]);
  if (!outcome.ok) throw new Error(describeFaults(outcome.faults));
  sdl = outcome.supergraphSdl;
});
afterAll(() => subgraph.stop());

describe.each([
  ['as composed', (text: string) => text],
  ['that does not define the directive', (text: string) => text.replace(/directive @oneOf.*\n/, '')],
])('@oneOf in a supergraph %s', (_title, edited) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startGateway(edited(sdl), { ORRERY_ENV: 'development' });
  });
  afterAll(() => gateway.stop());

  it.each([
    ['a literal', '{ find(by: { id: "1" }) }', {}, '{"by":{"id":"1"}}'],
    ['a variable', 'query ($by: By!) { find(by: $by) }', { by: { sku: 'x' } }, '{"by":{"sku":"x"}}'],
    ['a variable inside', 'query ($id: ID!) { find(by: { id: $id }) }', { id: '7' }, '{"by":{"id":"7"}}'],
    [
      'a default',
      'query ($by: By! = { nested: { n: 2 } }) { find(by: $by) }',
      {},
      '{"by":{"nested":{"n":2}}}',
    ],
  ])('should pass on %s with one field', async (_what, query, variables, told) => {
    const { data, errors } = await gateway.query(query, { variables });
    expect([errors, data]).toEqual([undefined, { find: told }]);
  });

  it.each<[string, string, object?]>([
    ['two fields', '{ find(by: { id: "1", sku: "x" }) }'],
    ['no field', '{ find(by: {}) }'],
    ['null', '{ find(by: { id: null }) }'],
    ['a variable that may be null', 'query ($id: ID) { find(by: { id: $id }) }', { id: '1' }],
    ['two fields in a list', '{ all(of: [{ id: "1" }, { id: "1", sku: "x" }]) }'],
    ['two fields deep inside', '{ all(nested: { by: { nested: { by: { id: "1", sku: "x" } } } }) }'],
    ['two fields in a variable', 'query ($by: By!) { find(by: $by) }', { by: { id: '1', sku: 'x' } }],
    ['no field in a variable', 'query ($by: By!) { find(by: $by) }', { by: {} }],
    ['null in a variable', 'query ($by: By!) { find(by: $by) }', { by: { id: null } }],
    [
      'null beside a value in a variable',
      'query ($by: By!) { find(by: $by) }',
      { by: { id: '1', sku: null } },
    ],
    [
      'two fields in a list of a variable',
      'query ($of: [By!]) { all(of: $of) }',
      { of: [{ id: '1', sku: 'x' }] },
    ],
    ['two fields in a default', 'query ($by: By! = { id: "1", sku: "x" }) { find(by: $by) }'],
  ])('should refuse %s, and ask nobody', async (_what, query, variables = {}) => {
    const before = subgraph.received.length;
    const { data, errors } = await gateway.query(query, { variables });
    expect(data).toBeUndefined();
    expect(errors?.length).toBeGreaterThan(0);
    expect(errors?.[0]?.extensions.code).toMatch(/^(GRAPHQL_VALIDATION_FAILED|BAD_USER_INPUT)$/);
    expect(subgraph.received.length).toBe(before);
  });

  it('should answer introspection under the alias of a field', async () => {
    const { data, errors } = await gateway.query(
      '{ find: __schema { queryType { all: name } } all: __typename on: __type(name: "By") { find: isOneOf } }',
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({ find: { queryType: { all: 'Query' } }, all: 'Query', on: { find: true } });
  });

  it('should tell it to introspection', async () => {
    const { data, errors } = await gateway.query(getIntrospectionQuery({ oneOf: true }));
    expect(errors).toBeUndefined();
    const { types } = (data as IntrospectionQuery).__schema;
    const told = types.flatMap((type) => (type.kind === 'INPUT_OBJECT' ? [[type.name, type.isOneOf]] : []));
    expect(told).toEqual([
      ['By', true],
      ['Nested', false],
    ]);
  });
});
