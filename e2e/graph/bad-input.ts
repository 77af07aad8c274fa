import { seedId } from '@orrery/contracts';
import { describe, expect, inject, it } from 'vitest';
import { GraphClient } from './graph-client.js';

const JSON_TYPE = { 'content-type': 'application/json' };
const LEAKS = /stack|node_modules|127\.0\.0\.1|localhost|mongodb|MongoServer|\bat \w+ \(/;

describe('bad input', () => {
  const places = inject('system');
  const gateway = new GraphClient(places);
  const catalog = new GraphClient(places, 'catalog');

  describe.each([
    ['the gateway', gateway],
    ['a subgraph', catalog],
  ])('at %s', (_name, client) => {
    it.each([
      ['malformed JSON', '{"query": "{', JSON_TYPE, 400],
      ['an empty body', '', JSON_TYPE, 400],
      ['no query', '{"variables": {}}', JSON_TYPE, 400],
      ['a list', '[1]', JSON_TYPE, 400],
      ['a form', 'query={__typename}', { 'content-type': 'application/x-www-form-urlencoded' }, 400],
      ['plain text', '{__typename}', { 'content-type': 'text/plain' }, 400],
      [
        'a body of 10 MB',
        JSON.stringify({ query: '{__typename}', variables: { x: 'x'.repeat(10e6) } }),
        JSON_TYPE,
        413,
      ],
    ])('should refuse %s with a JSON error', async (_what, body, headers, status) => {
      const answer = await client.post(body, headers);
      expect([answer.status, answer.errors?.length]).toEqual([status, 1]);
      expect(JSON.stringify(answer)).not.toMatch(LEAKS);
    });

    it('should refuse an unknown field, and a variable of the wrong type', async () => {
      expect(await client.run('{ products { nodes { colour } } }')).toMatchObject({
        status: 400,
        errors: [{}],
      });
      const query = 'query ($first: Int!) { products(first: $first) { nodes { id } } }';
      expect(await client.run(query, { first: 'many' })).toMatchObject({ status: 400, errors: [{}] });
      expect(await client.run(query, { first: { $gt: 0 } })).toMatchObject({ status: 400, errors: [{}] });
    });

    it.each([0, -1, 101, 1e9])('should refuse a page of %i with the argument named', async (first) => {
      const answer = await client.run('query ($first: Int!) { products(first: $first) { nodes { id } } }', {
        first,
      });
      expect(answer).toMatchObject({
        status: 200,
        data: null,
        errors: [{ path: ['products'], extensions: { code: 'BAD_USER_INPUT', fields: [{ path: 'first' }] } }],
      });
    });

    it('should refuse a cursor that was tampered with, or belongs to another order', async () => {
      const list =
        'query ($after: String, $sort: ProductSort! = NAME) { products(first: 2, after: $after, sort: $sort) { pageInfo { endCursor } } }';
      const page = await client.run(list);
      const { endCursor } = (page.data!.products as { pageInfo: { endCursor: string } }).pageInfo;
      expect((await client.run(list, { after: endCursor })).errors).toBeUndefined();
      const tampered = [
        `${endCursor.slice(0, -3)}AAA`,
        endCursor.slice(1),
        '',
        'null',
        '{"$gt":""}',
        'x'.repeat(5000),
      ];
      for (const variables of [
        ...tampered.map((after) => ({ after })),
        { after: endCursor, sort: 'PRICE_ASC' },
      ]) {
        expect(await client.run(list, variables)).toMatchObject({
          errors: [{ extensions: { code: 'BAD_USER_INPUT', fields: [{ path: 'after' }] } }],
        });
      }
    });
  });

  it('should find nothing by a text that is made of operators or patterns', async () => {
    for (const text of ['{"$gt": ""}', '$where', '.*', '^', '\\', '[', '(a+)+$']) {
      const query =
        'query ($text: String!) { products(filter: { text: $text }) { totalCount } productBySku(sku: $text) { id } }';
      const answer = await gateway.run(query, { text });
      expect(answer.errors).toBeUndefined();
      expect(answer.data?.productBySku).toBeNull();
    }
  });

  it('should tell nobody who owns what is not theirs', async () => {
    const query = 'query ($id: ID!) { order(id: $id) { id } }';
    const absent = await gateway.run(query, { id: seedId('Order', 'no such order') }, 'ada');
    const foreign = await gateway.run(query, { id: await foreignOrder(gateway) }, 'ada');
    expect([foreign.data, foreign.errors]).toEqual([absent.data, absent.errors]);
  });
});

async function foreignOrder(client: GraphClient): Promise<string> {
  const query = '{ orders(first: 50) { nodes { id customer { email } } } }';
  const { data } = await client.run(query, {}, 'grace');
  const { nodes } = data!.orders as { nodes: { id: string; customer: { email: string } }[] };
  const foreign = nodes.find(({ customer }) => customer.email !== 'ada@example.com');
  if (!foreign) throw new Error("the seed has only Ada's orders");
  return foreign.id;
}
