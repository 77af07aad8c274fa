import { gzipSync } from 'node:zlib';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeSubgraph, startFakeSubgraph } from './fixture/fake-subgraph.js';
import { type Answer, PIPELINES, startGateway, type TestGateway } from './fixture/gateway.js';
import { type Shop, startShop } from './fixture/shop.js';

const refusal = (message: string): Answer => ({
  status: 400,
  errors: [
    { message: `The operation is too complex: ${message}`, extensions: { code: 'OPERATION_TOO_COMPLEX' } },
  ],
});

describe.each(PIPELINES)('limits of operations on the %s path', (PIPELINE) => {
  let shop: Shop;
  let gateway: TestGateway;

  beforeAll(async () => {
    shop = await startShop();
    gateway = await startGateway(shop.supergraphSdl, {
      PIPELINE,
      DEPTH_LIMIT: '4',
      ALIAS_LIMIT: '3',
      ROOT_FIELD_LIMIT: '4',
      DIRECTIVE_LIMIT: '2',
      TOKEN_LIMIT: '60',
      SELECTION_LIMIT: '12',
      COST_LIMIT: '100',
      BODY_LIMIT_BYTES: '2048',
    });
  });
  afterAll(async () => {
    await gateway.stop();
    await shop.stop();
  });

  const fetched = () => Object.values(shop.subgraphs).flatMap(({ received }) => received).length;

  it.each([
    [
      'depth',
      '{ opinionOfTheDay { good { opinions { good { id } } } } }',
      'it has 5 levels of fields, and 4 is the most.',
    ],
    ['aliases', '{ goods { a: id b: id c: id d: id } }', 'it has 4 aliases, and 3 is the most.'],
    [
      'fields at the root',
      '{ broken goods { id } opinionCount __typename refusing }',
      'it has 5 fields at its root, and 4 is the most.',
    ],
    [
      'directives',
      '{ broken @skip(if: true) opinionCount @skip(if: true) __typename @skip(if: false) }',
      'it has 3 directives, and 2 is the most.',
    ],
    [
      'words and signs',
      `{ goods { ${'id '.repeat(60)} } }`,
      'it has 61 or more words and signs, and 60 is the most.',
    ],
    [
      'selections, fragments expanded',
      '{ goods { ...A ...A } } fragment A on Good { ...B ...B } fragment B on Good { id name }',
      'it has 15 selections, and 12 is the most.',
    ],
    ['cost', '{ goods { opinions { text } } }', 'it has 110 points of cost, and 100 is the most.'],
  ])('should refuse too much %s, and fetch nothing', async (_title, query, message) => {
    const before = fetched();
    expect(await gateway.query(query)).toEqual(refusal(message));
    expect(await gateway.query(query)).toEqual(refusal(message)); // the second time from memory
    expect(fetched()).toBe(before);
  });

  it('should serve what is within them', async () => {
    expect(
      (await gateway.query('{ goods(first: 1) { a: id ...A } } fragment A on Good { name }')).data,
    ).toEqual({
      goods: [{ a: 'g1', name: 'Lamp' }],
    });
  });

  it('should count an operation that it refuses, without a name that it did not check', async () => {
    await gateway.query('query Deep { opinionOfTheDay { good { opinions { good { id } } } } }');
    const line = await gateway.logged(
      ({ codes }) => Array.isArray(codes) && codes.includes('OPERATION_TOO_COMPLEX'),
    );
    expect(line).toMatchObject({ operation: '(anonymous)', type: 'invalid', status: 400, errors: 1 });
  });

  it('should hold the limit of a body after it was decompressed', async () => {
    const send = async (query: string) => {
      const response = await fetch(`${gateway.server.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
        body: gzipSync(JSON.stringify({ query })),
      });
      return { status: response.status, ...((await response.json()) as object) };
    };
    expect(await send('{ opinionCount }')).toEqual({ status: 200, data: { opinionCount: 2 } });
    expect(await send(`{ opinionCount }${' '.repeat(1_000_000)}`)).toEqual({
      status: 413,
      errors: [
        {
          message: 'The body is larger than this server accepts.',
          extensions: { code: 'PAYLOAD_TOO_LARGE' },
        },
      ],
    });
  });
});

describe.each(PIPELINES)('costs that subgraphs declare, on the %s path', (PIPELINE) => {
  let library: FakeSubgraph;
  let gateway: TestGateway;

  const SDL = `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
      import: [{ name: "@cost", as: "@price" }, { name: "@listSize", as: "@length" }])
    type Query {
      books(first: Int, last: Int): [Book] @length(slicingArguments: ["first", "last"])
      report: Int @price(weight: 90)
    }
    type Book { title: String author: Author }
    type Author @price(weight: 3) { name: String }`;

  beforeAll(async () => {
    library = await startFakeSubgraph(SDL, {
      Query: {
        books: (_parent, { first }) => Array.from({ length: Number(first) }, () => ({ title: 'B' })),
        report: () => 7,
      },
    });
    const composed = composeServices([{ name: 'library', url: library.url, typeDefs: parse(SDL) }]);
    gateway = await startGateway(composed.supergraphSdl ?? '', { PIPELINE, COST_LIMIT: '100' });
  });
  afterAll(async () => {
    await gateway.stop();
    await library.stop();
  });

  it('should be reckoned with the variables of each request', async () => {
    const query = 'query($n: Int) { books(first: $n) { title author { name } } }';
    const { data } = await gateway.query(query, { variables: { n: 25 } });
    expect(data).toMatchObject({ books: { length: 25 } });
    expect(await gateway.query(query, { variables: { n: 26 } })).toEqual(
      refusal('it has 104 points of cost, and 100 is the most.'),
    );
    expect(await gateway.query('{ report a: books(first: 11) { title } }')).toEqual(
      refusal('it has 101 points of cost, and 100 is the most.'),
    );
    expect((await gateway.query('{ report }')).data).toEqual({ report: 7 });
  });

  it('should refuse a list without an end', async () => {
    const answer = await gateway.query('{ books(first: 1, last: 1) { title } }');
    expect(answer).toEqual({
      status: 400,
      errors: [
        {
          message: 'Send exactly one of first, last to Query.books: its list has no end otherwise.',
          extensions: { code: 'OPERATION_TOO_COMPLEX' },
        },
      ],
    });
  });

  it('should refuse variables that nest without an end', async () => {
    const variables = `{"n":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const response = await fetch(`${gateway.server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `{"query":"query($n: Int) { books(first: $n) { title } }","variables":${variables}}`,
    });
    const { errors } = (await response.json()) as Answer;
    expect(errors?.map(({ extensions }) => extensions.code)).not.toContain('INTERNAL_SERVER_ERROR');
    expect(response.status).toBe(400);
  });
});
