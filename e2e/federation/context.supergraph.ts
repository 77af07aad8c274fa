import type { Row, SupergraphFixture } from './harness/supergraph-case.js';

const WITH_CONTEXT = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.8", import: ["@key", "@external", "@shareable", "@context", "@fromContext"])\n`;

const currencies: SupergraphFixture = {
  title: '@fromContext',
  subgraphs: {
    orgs: {
      sdl: `${WITH_CONTEXT}
        type Query { orgs: [Org!]! org(id: ID!): Org who: [Who]! }
        interface Who { id: ID! }
        type Org implements Who @key(fields: "id") { id: ID! currency: String! tags: [String] }
        type Club implements Who @key(fields: "id") { id: ID! currency: String tags: [String] }`,
    },
    prices: {
      sdl: `${WITH_CONTEXT}
        type Org @key(fields: "id") @context(name: "holder") {
          id: ID! currency: String! @external tags: [String] @external prices: [Price!]! first: Price! lead: Group
        }
        type Club @key(fields: "id") @context(name: "holder") {
          id: ID! currency: String @external tags: [String] @external prices: [Price!]!
        }
        type Group { price: Price }
        type Price @key(fields: "id") {
          id: ID!
          text(currency: String @fromContext(field: "$holder { currency }"), upper: Boolean = false): String
          tagged(tags: [String] @fromContext(field: "$holder { tags }")): String
          next: Price
          must(
            currency: String @fromContext(field: "$holder ... on Org { currency } ... on Club { currency }")
          ): String!
        }`,
    },
  },
  world: () => {
    const prices: Row[] = [];
    const price = (id: string, next: Row | null) => {
      const row: Row = {
        __typename: 'Price',
        id,
        next,
        text: ({ currency, upper }: { currency?: string | null; upper: boolean }) => {
          const text = `${id} in ${currency ?? 'nothing'}`;
          return upper ? text.toUpperCase() : text;
        },
        tagged: ({ tags }: { tags?: string[] | null }) => JSON.stringify(tags ?? null),
        must: ({ currency }: { currency?: string | null }) => {
          if (currency === null || currency === undefined) throw new Error('no currency');
          return currency;
        },
      };
      prices.push(row);
      return row;
    };
    const second = price('p2', null);
    const first = price('p1', second);
    const holder = (
      type: string,
      id: string,
      currency: string | null,
      tags: string[] | null,
      list: Row[],
    ) => ({
      __typename: type,
      id,
      currency,
      tags,
      prices: list,
      first,
      lead: { price: second },
    });
    const holders = [
      holder('Org', 'o1', 'EUR', ['a', 'b'], [first, second]),
      holder('Org', 'o2', 'USD', [], [first]),
      holder('Org', 'o3', 'EUR', null, []),
      holder('Club', 'c1', 'DKK', ['c'], [second]),
      holder('Club', 'c2', null, null, [first]),
    ];
    return {
      query: {
        orgs: holders.slice(0, 3),
        who: holders,
        org: ({ id }: { id: string }) => holders.find((one) => one.id === id) ?? null,
      },
      entities: [...holders, ...prices],
    };
  },
  cases: [
    {
      title: 'fill an argument from the object above',
      query: '{ org(id: "o2") { prices { text } } }',
      data: { org: { prices: [{ text: 'p1 in USD' }] } },
      oracle: false,
    },
    {
      title: 'fill it for each object of a list by its own context, and ask once for each value',
      query: '{ orgs { id prices { text(upper: true) } } }',
      data: {
        orgs: [
          { id: 'o1', prices: [{ text: 'P1 IN EUR' }, { text: 'P2 IN EUR' }] },
          { id: 'o2', prices: [{ text: 'P1 IN USD' }] },
          { id: 'o3', prices: [] },
        ],
      },
      oracle: false,
      fetches: { orgs: 1, prices: 2 },
    },
    {
      title: 'fill it several fields below',
      query: '{ orgs { first { next { text } } lead { price { text } } } }',
      data: {
        orgs: ['EUR', 'USD', 'EUR'].map((currency) => ({
          first: { next: { text: `p2 in ${currency}` } },
          lead: { price: { text: `p2 in ${currency}` } },
        })),
      },
      oracle: false,
    },
    {
      title: 'fill a list',
      query: '{ orgs { first { tagged } } }',
      data: {
        orgs: [
          { first: { tagged: '["a","b"]' } },
          { first: { tagged: '[]' } },
          { first: { tagged: 'null' } },
        ],
      },
      oracle: false,
    },
    {
      title: 'fill it from whichever type is above',
      query: '{ who { ... on Org { first { must } } ... on Club { prices { text } } } }',
      data: {
        who: [
          { first: { must: 'EUR' } },
          { first: { must: 'USD' } },
          { first: { must: 'EUR' } },
          { prices: [{ text: 'p2 in DKK' }] },
          { prices: [{ text: 'p1 in nothing' }] },
        ],
      },
      oracle: false,
    },
    {
      title: 'tell errors at their places',
      query: '{ who { ... on Org { prices { must } } ... on Club { prices { id must } } } }',
      data: {
        who: [
          { prices: [{ must: 'EUR' }, { must: 'EUR' }] },
          { prices: [{ must: 'USD' }] },
          { prices: [] },
          { prices: [{ id: 'p2', must: 'DKK' }] },
          null,
        ],
      },
      errors: [
        { path: ['who', 4, 'prices', 0, 'must'], code: 'DOWNSTREAM_SERVICE_ERROR', subgraph: 'prices' },
      ],
    },
    {
      title: 'keep it from aliases of the client',
      query:
        'query ($upper: Boolean) { orgs { currency: id cur: currency first { text: id t: text(upper: $upper) } } }',
      variables: { upper: true },
      data: {
        orgs: [
          { currency: 'o1', cur: 'EUR', first: { text: 'p1', t: 'P1 IN EUR' } },
          { currency: 'o2', cur: 'USD', first: { text: 'p1', t: 'P1 IN USD' } },
          { currency: 'o3', cur: 'EUR', first: { text: 'p1', t: 'P1 IN EUR' } },
        ],
      },
      oracle: false,
    },
    {
      title: 'not let a client give it',
      query: '{ orgs { first { text(currency: "XXX") } } }',
      errors: [{ code: 'GRAPHQL_VALIDATION_FAILED' }],
      fetches: {},
    },
  ],
};

const shared: SupergraphFixture = {
  title: '@fromContext below an entity that several contexts share',
  subgraphs: {
    shops: {
      sdl: `${WITH_CONTEXT}
        type Query { shops: [Shop!]! }
        type Shop @key(fields: "id") { id: ID! currency: String! item: Item }
        type Item @key(fields: "id") { id: ID! }`,
    },
    items: {
      sdl: `${WITH_CONTEXT}
        type Item @key(fields: "id") { id: ID! price: Price offers: [Price!]! }
        type Price @key(fields: "id") { id: ID! }`,
    },
    prices: {
      sdl: `${WITH_CONTEXT}
        type Shop @key(fields: "id") @context(name: "shop") { id: ID! currency: String! @external best: Item }
        type Item @key(fields: "id") { id: ID! }
        type Price @key(fields: "id") {
          id: ID! text(currency: String @fromContext(field: "$shop { currency }")): String
        }`,
    },
  },
  world: () => {
    const price: Row = {
      __typename: 'Price',
      id: 'p1',
      text: ({ currency }: { currency?: string }) => `in ${currency}`,
    };
    const item: Row = { __typename: 'Item', id: 'i1', price, offers: [price, price] };
    const shops = ['EUR', 'USD', 'EUR'].map((currency, i) => ({
      __typename: 'Shop',
      id: `s${i}`,
      currency,
      item,
      best: item,
    }));
    return { query: { shops }, entities: [price, item, ...shops] };
  },
  cases: [
    {
      title: 'fill it by the context of each',
      query: '{ shops { item { price { text } } } }',
      data: {
        shops: ['EUR', 'USD', 'EUR'].map((currency) => ({ item: { price: { text: `in ${currency}` } } })),
      },
      oracle: false,
      fetches: { shops: 1, items: 1, prices: 2 },
    },
    {
      title: 'fill it in lists, from where the context is set',
      query: '{ shops { best { offers { id text } } } }',
      data: {
        shops: ['EUR', 'USD', 'EUR'].map((currency) => ({
          best: { offers: [1, 2].map(() => ({ id: 'p1', text: `in ${currency}` })) },
        })),
      },
      oracle: false,
    },
  ],
};

export const CONTEXT: readonly SupergraphFixture[] = [currencies, shared];
