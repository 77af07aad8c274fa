import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { createLogger, deadlineIn } from '@orrery/runtime';
import { type GraphQLSchema, getOperationAST, graphql, parse, validate } from 'graphql';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { checkSupergraph } from '../../supergraph/read-supergraph.js';
import { SubgraphFailure } from '../../transports/http/subgraph-failure.js';
import { createEngine } from '../compiled-engine.js';
import type { Answer, IncrementalAnswer, IncrementalChunk } from '../engine.js';

const catalog = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.8", import: ["@key"])
  type Query { products: [Product!] first: Product }
  type Mutation { rename(name: String!): Product }
  type Product @key(fields: "id") { id: ID! name: String }
`;
const stock = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.8", import: ["@key"])
  type Product @key(fields: "id") { id: ID! inStock: Boolean! warehouse: Warehouse }
  type Warehouse @key(fields: "code") { code: ID! }
`;
const places = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.8", import: ["@key"])
  type Warehouse @key(fields: "code") { code: ID! city: String }
`;

const schemas: Record<string, GraphQLSchema> = {
  catalog: buildSubgraphSchema({
    typeDefs: parse(catalog),
    resolvers: {
      Query: {
        products: () => [
          { id: '1', name: 'Tent' },
          { id: '2', name: 'Stove' },
        ],
        first: () => ({ id: '1', name: 'Tent' }),
      },
      Product: {
        __resolveReference: ({ id }: { id: string }) => ({ id, name: id === '1' ? 'Tent' : 'Stove' }),
      },
      Mutation: { rename: (_: unknown, { name }: { name: string }) => ({ id: '1', name }) },
    },
  }),
  stock: buildSubgraphSchema({
    typeDefs: parse(stock),
    resolvers: {
      Product: {
        __resolveReference: ({ id }: { id: string }) => ({
          id,
          inStock: id === '1' ? true : null,
          warehouse: { code: `w${id}` },
        }),
      },
    },
  }),
  places: buildSubgraphSchema({
    typeDefs: parse(places),
    resolvers: {
      Warehouse: { __resolveReference: ({ code }: { code: string }) => ({ code, city: `City ${code}` }) },
    },
  }),
};

const { supergraphSdl = '' } = composeServices(
  Object.entries({ catalog, stock, places }).map(([name, typeDefs]) => ({
    name,
    typeDefs: parse(typeDefs),
    url: `http://${name}.test/graphql`,
  })),
);
const log = createLogger({ service: 'test', level: 'silent' });

let held: Record<string, Promise<void>> = {};
let broken = new Set<string>();
let sent: string[] = [];
beforeEach(() => {
  held = {};
  broken = new Set();
  sent = [];
});

const engine = createEngine(checkSupergraph(supergraphSdl, { withoutAddresses: true }), {
  log,
  fetchSubgraph: async (name, { query, variables }) => {
    sent.push(name);
    await held[name];
    if (broken.has(name)) throw new SubgraphFailure(name, 'unreachable');
    const schema = schemas[name];
    if (!schema) throw new Error(name);
    const { data, errors } = await graphql({ schema, source: query, variableValues: variables });
    if (!data) throw new Error(String(errors));
    return { data, errors: (errors ?? []).map((error) => error.toJSON()) };
  },
});
afterAll(() => engine.close());

async function run(
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Answer | IncrementalAnswer> {
  const document = parse(query);
  expect(validate(engine.schema, document)).toEqual([]);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('no operation');
  const context = { requestId: 'r', deadline: deadlineIn(60_000), forwardedHeaders: {}, log };
  const prepared = await engine.prepare({ document, operation, queryHash: query }, context);
  return prepared.executeIncrementally({ variables, context });
}

async function incremental(query: string, variables?: Record<string, unknown>): Promise<IncrementalAnswer> {
  const answer = await run(query, variables);
  if (!('subsequent' in answer)) throw new Error(`nothing is deferred: ${JSON.stringify(answer)}`);
  return answer;
}

async function all({ subsequent }: IncrementalAnswer): Promise<IncrementalChunk[]> {
  const chunks: IncrementalChunk[] = [];
  for await (const chunk of subsequent) chunks.push(plain(chunk));
  return chunks;
}

const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value));

test('delivers the rest of each object of a list after the first answer', async () => {
  let release = () => {};
  held.stock = new Promise((resolve) => {
    release = resolve;
  });
  const answer = await incremental('{ products { name ... @defer(label: "late") { warehouse { code } } } }');
  expect(plain(answer.initial)).toEqual({ data: { products: [{ name: 'Tent' }, { name: 'Stove' }] } });
  expect(answer.pending).toEqual([
    { id: '0', path: ['products', 0], label: 'late' },
    { id: '1', path: ['products', 1], label: 'late' },
  ]);
  expect(answer.hasNext).toBe(true);
  release();
  expect(await all(answer)).toEqual([
    {
      hasNext: false,
      pending: [],
      parts: [
        { id: '0', path: ['products', 0], label: 'late', data: { warehouse: { code: 'w1' } }, errors: [] },
        { id: '1', path: ['products', 1], label: 'late', data: { warehouse: { code: 'w2' } }, errors: [] },
      ],
    },
  ]);
});

test('delivers a nested part after the one that it is in', async () => {
  const answer = await incremental(`{
    first { name ... @defer(label: "outer") { warehouse { code ... @defer(label: "inner") { city } } } }
  }`);
  const chunks = await all(answer);
  const parts = chunks.flatMap((chunk) => chunk.parts);
  expect(parts.map(({ label, path, data }) => ({ label, path, data }))).toEqual([
    { label: 'outer', path: ['first'], data: { warehouse: { code: 'w1' } } },
    { label: 'inner', path: ['first', 'warehouse'], data: { city: 'City w1' } },
  ]);
  expect(chunks.map(({ hasNext }) => hasNext)).toEqual([...chunks.slice(1).map(() => true), false]);
  expect(chunks.flatMap(({ pending }) => pending)).toEqual([
    { id: '1', label: 'inner', path: ['first', 'warehouse'] },
  ]);
});

test('does not change what was delivered when more comes', async () => {
  const answer = await incremental('{ first { name ... @defer { warehouse { code } } } }');
  await all(answer);
  expect(plain(answer.initial.data)).toEqual({ first: { name: 'Tent' } });
});

test('nulls only the part whose field may not be null, with an error at its place', async () => {
  const answer = await incremental('{ products { name ... @defer { inStock } } }');
  const [chunk] = await all(answer);
  expect(chunk?.parts).toMatchObject([
    { path: ['products', 0], data: { inStock: true }, errors: [] },
    { path: ['products', 1], data: null, errors: [{ path: ['products', 1, 'inStock'] }] },
  ]);
});

test('tells of a dead subgraph in the parts that it was for', async () => {
  broken.add('stock');
  const answer = await incremental('{ products { name ... @defer { warehouse { code } } } }');
  expect(answer.initial.errors).toBeUndefined();
  const [chunk] = await all(answer);
  expect(chunk?.parts).toMatchObject(
    [0, 1].map((i) => ({
      path: ['products', i],
      data: { warehouse: null },
      errors: [
        {
          path: ['products', i, 'warehouse'],
          extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'stock' },
        },
      ],
    })),
  );
});

test('delivers no part of an object that the client did not get', async () => {
  broken.add('catalog');
  const answer = await incremental('{ first { name ... @defer { warehouse { code } } } }');
  expect(plain(answer.initial)).toMatchObject({ data: { first: null }, errors: [{ path: ['first'] }] });
  expect(answer.hasNext).toBe(false);
  expect(await all(answer)).toEqual([]);
});

test('answers at once when @defer is off, by a literal or a variable', async () => {
  for (const condition of ['false', '$on']) {
    const declared = condition === '$on' ? '($on: Boolean!)' : '';
    const query = `query ${declared} { first { name ... @defer(if: ${condition}) { warehouse { code } } } }`;
    expect(plain(await run(query, condition === '$on' ? { on: false } : {}))).toEqual({
      data: { first: { name: 'Tent', warehouse: { code: 'w1' } } },
    });
  }
});

test('defers when the variable says so', async () => {
  const answer = await incremental(
    'query ($on: Boolean!) { first { name ... @defer(if: $on) { warehouse { code } } } }',
    {
      on: true,
    },
  );
  expect(plain(answer.initial)).toEqual({ data: { first: { name: 'Tent' } } });
});

test('keeps the names and the skipped fields of the client in a part', async () => {
  const answer = await incremental(
    `query ($no: Boolean!) { mine: first { name ...D @defer } }
    fragment D on Product { available: inStock id: warehouse { code } warehouse @skip(if: $no) { code } }`,
    { no: true },
  );
  const [chunk] = await all(answer);
  expect(chunk?.parts).toMatchObject([
    { path: ['mine'], data: { available: true, id: { code: 'w1' } }, errors: [] },
  ]);
  expect(Object.keys(chunk?.parts[0]?.data ?? {})).toEqual(['available', 'id']);
});

test('delivers a part of the same subgraph', async () => {
  const answer = await incremental('{ first { id ... @defer { name } } }');
  expect(plain(answer.initial)).toEqual({ data: { first: { id: '1' } } });
  expect((await all(answer)).flatMap(({ parts }) => parts)).toMatchObject([
    { path: ['first'], data: { name: 'Tent' } },
  ]);
});

test('defers after a mutation, and at the root of a query', async () => {
  const renamed = await incremental(
    'mutation { rename(name: "Tarp") { name ... @defer { warehouse { code } } } }',
  );
  expect(plain(renamed.initial)).toEqual({ data: { rename: { name: 'Tarp' } } });
  expect((await all(renamed)).flatMap(({ parts }) => parts)).toMatchObject([
    { path: ['rename'], data: { warehouse: { code: 'w1' } } },
  ]);
  const root = await incremental('{ first { name } ... @defer { products { name } } }');
  expect(plain(root.initial)).toEqual({ data: { first: { name: 'Tent' } } });
  expect((await all(root)).flatMap(({ parts }) => parts)).toMatchObject([
    { path: [], data: { products: [{ name: 'Tent' }, { name: 'Stove' }] } },
  ]);
});

test('answers whole when it is executed so', async () => {
  const query = '{ first { name ... @defer { warehouse { code ... @defer { city } } } } }';
  const document = parse(query);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('no operation');
  const context = { requestId: 'r', deadline: deadlineIn(60_000), forwardedHeaders: {}, log };
  const prepared = await engine.prepare({ document, operation, queryHash: query }, context);
  expect(prepared.mayDefer).toBe(true);
  expect(plain(await prepared.execute({ variables: {}, context }))).toEqual({
    data: { first: { name: 'Tent', warehouse: { code: 'w1', city: 'City w1' } } },
  });
  expect(sent).toEqual(['catalog', 'stock', 'places']);
});
