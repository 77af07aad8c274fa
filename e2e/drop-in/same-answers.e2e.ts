import { ApolloGateway } from '@apollo/gateway';
import { SupergraphGateway } from '@orrery/gateway';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AskOptions, type ServedGateway, serveGateway } from './fixture/served-gateway.js';
import { type Subgraphs, startSubgraphs } from './fixture/subgraphs.js';

let subgraphs: Subgraphs;
let stock: ServedGateway;
let ours: ServedGateway;

beforeAll(async () => {
  subgraphs = await startSubgraphs();
  const { supergraphSdl } = subgraphs;
  stock = await serveGateway(new ApolloGateway({ supergraphSdl }));
  ours = await serveGateway(new SupergraphGateway({ supergraphSdl }));
});
afterAll(async () => {
  await ours?.stop();
  await stock?.stop();
  await subgraphs?.stop();
});

const SAME: readonly (readonly [string, string, AskOptions?])[] = [
  ['one subgraph', '{ products { id name price } }'],
  ['two subgraphs', '{ products { name reviews { stars text } } }'],
  ['a field that requires another', '{ products { value } }'],
  ['there and back again', '{ reviews { stars product { name value reviews { id product { price } } } } }'],
  ['aliases', '{ a: products { x: name y: name } b: product(id: "p2") { id reviews { s: stars } } }'],
  ['nothing found', '{ product(id: "none") { name reviews { id } } }'],
  [
    'fragments',
    '{ products { ...P } } fragment P on Product { name ...R } fragment R on Product { reviews { id } }',
  ],
  [
    'variables, skip and include',
    'query Q($id: ID!, $short: Boolean, $no: Boolean = false) { product(id: $id) { id @skip(if: $no) name @include(if: $no) reviews { text(short: $short) } } }',
    { variables: { id: 'p1', short: true } },
  ],
  [
    'the operation that is named',
    'query A { products { id } } query B { reviews { id } }',
    { operationName: 'B' },
  ],
  ['a mutation', 'mutation { rename(id: "p1", name: "Yurt") { name reviews { id } } }'],
  [
    'introspection',
    '{ __schema { queryType { fields { name } } } __type(name: "Product") { name } __typename }',
  ],
  ['an unknown field', '{ products { colour } }'],
  ['a document that is none', '{ products {'],
  ['a missing variable', 'query Q($id: ID!) { product(id: $id) { id } }'],
];

describe('the drop-in', () => {
  const cases = SAME.map(([title, query, options = {}]) => [title, query, options] as const);
  it.each(cases)('should answer as the stock gateway: %s', async (_title, query, options) => {
    const expected = await stock.ask(query, options);
    const answer = await ours.ask(query, options);
    expect(told(answer)).toEqual(told(expected));
    expect(JSON.stringify(answer.body.data)).toBe(JSON.stringify(expected.body.data));
    expect(expected.body.data !== undefined || expected.body.errors !== undefined).toBe(true);
  });

  it('should refuse a wrong variable as the stock gateway does, without the value that was sent', async () => {
    const options = { variables: { id: { secret: 'hunter2' } } };
    const query = 'query Q($id: ID!) { product(id: $id) { id } }';
    const expected = await stock.ask(query, options);
    const answer = await ours.ask(query, options);
    expect([answer.status, answer.body.errors?.[0]?.extensions.code]).toEqual([
      expected.status,
      expected.body.errors?.[0]?.extensions.code,
    ]);
    expect(answer.body.errors).toEqual([
      {
        message: 'Variable "$id" got an invalid value; ID cannot represent value.',
        extensions: { code: 'BAD_USER_INPUT' },
        locations: [{ line: 1, column: 9 }],
      },
    ]);
  });

  it('should refuse @defer and say so', async () => {
    const { status, body } = await ours.ask('{ products { id ... @defer { reviews { id } } } }');
    expect(status).toBe(400);
    expect(body).toEqual({
      errors: [
        {
          message: '@defer is not served here: send the operation without it.',
          extensions: { code: 'BAD_REQUEST' },
        },
      ],
    });
  });

  it('should tell errors of subgraphs where the stock gateway tells them, and name the subgraph', async () => {
    const query = '{ fails products { id broken } }';
    const expected = await stock.ask(query);
    const answer = await ours.ask(query);
    expect(answer.body.data).toEqual(expected.body.data);
    const placesOf = ({ body }: typeof answer) => new Set(body.errors?.map(({ path }) => path?.join('.')));
    expect(placesOf(answer)).toEqual(placesOf(expected));
    expect(placesOf(answer)).toEqual(new Set(['fails', 'products.1.broken']));
    expect(answer.body.errors?.find(({ path }) => path?.[0] === 'fails')).toEqual({
      message: 'not today',
      path: ['fails'],
      extensions: { code: 'CLOSED', hint: 'tomorrow', subgraph: 'products' },
    });
  });
});

function told({ status, body: { errors } }: Awaited<ReturnType<ServedGateway['ask']>>) {
  return { status, errors: errors?.map(({ message, extensions: { code } }) => ({ message, code })) };
}
