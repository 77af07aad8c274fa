import { GraphQLError } from 'graphql';
import { FEDERATION_2 } from './harness/federation-link.js';
import type { SupergraphFixture } from './harness/supergraph-case.js';

const counters: SupergraphFixture = {
  title: 'mutations',
  subgraphs: {
    sums: {
      sdl: `${FEDERATION_2}
        type Query { value: Int! }
        type Mutation { add(num: Int!): Int! addProduct(input: AddProduct!): Product! fail: Int! stop: Int @shareable }
        input AddProduct { name: String! price: Float! tags: [String!]! = ["new"] }
        type Product @key(fields: "id") { id: ID! name: String! price: Float! tags: [String!]! }`,
    },
    products: {
      sdl: `${FEDERATION_2}
        type Mutation { multiply(by: Int!): Int! reset: Reset! stop: Int @shareable }
        type Reset { before: Int! product: Product }
        type Product @key(fields: "id") { id: ID! price: Float! @external isExpensive: Boolean! @requires(fields: "price") isAvailable: Boolean! }`,
    },
  },
  computed: { 'Product.isExpensive': ({ price }) => Number(price) > 100 },
  world: () => {
    let value = 0;
    const products = [
      { __typename: 'Product', id: 'p1', name: 'one', price: 9.99, tags: [] as string[], isAvailable: true },
    ];
    return {
      query: { value: () => value },
      mutation: {
        add: ({ num }: { num: number }) => {
          value += num;
          return value;
        },
        multiply: ({ by }: { by: number }) => {
          value *= by;
          return value;
        },
        reset: () => {
          const before = value;
          value = 0;
          return { before, product: products[0] };
        },
        stop: () => value,
        fail: () => {
          value += 1_000;
          throw new GraphQLError('it failed', { extensions: { code: 'CONFLICT' } });
        },
        addProduct: ({ input }: { input: { name: string; price: number; tags: string[] } }) => {
          const product = {
            __typename: 'Product',
            id: `p${products.length + 1}`,
            isAvailable: true,
            ...input,
          };
          products.push(product);
          return product;
        },
      },
      entities: products,
    };
  },
  cases: [
    {
      title: 'run in their order across subgraphs',
      query:
        'mutation { five: add(num: 5) ten: multiply(by: 2) twelve: add(num: 2) more: add(num: 1) final: reset { before } }',
      data: { five: 5, ten: 10, twelve: 12, more: 13, final: { before: 13 } },
      fetches: { sums: 2, products: 2 },
    },
    {
      title: 'be completed from other subgraphs',
      query:
        'mutation ($input: AddProduct!) { addProduct(input: $input) { name isExpensive isAvailable price tags } }',
      variables: { input: { name: 'new', price: 599.99 } },
      data: {
        addProduct: { name: 'new', isExpensive: true, isAvailable: true, price: 599.99, tags: ['new'] },
      },
    },
    {
      title: 'be completed before the next one of another subgraph',
      query: 'mutation { a: add(num: 1) reset { before product { name isExpensive } } b: add(num: 4) }',
      data: { a: 1, reset: { before: 1, product: { name: 'one', isExpensive: false } }, b: 4 },
    },
    {
      title: 'run on after one that failed, as the specification wants it where null may be',
      query: 'mutation { a: add(num: 1) fail b: multiply(by: 2) }',
      data: null,
      errors: [{ path: ['fail'], code: 'CONFLICT', subgraph: 'sums', message: 'it failed' }],
    },
    {
      title: 'be left out by variables',
      query:
        'mutation ($no: Boolean!) { a: add(num: 1) @skip(if: $no) ... @include(if: $no) { b: multiply(by: 3) c: add(num: 2) } }',
      variables: { no: true },
      data: { b: 0, c: 2 },
    },
    {
      title: 'run once where two subgraphs have it',
      query: 'mutation { a: add(num: 3) stop b: add(num: 4) }',
      data: { a: 3, stop: 3, b: 7 },
    },
    {
      title: 'run in fragments in their order',
      query:
        'mutation { ...A m: multiply(by: 5) ...A2 __typename } fragment A on Mutation { x: add(num: 2) } fragment A2 on Mutation { y: add(num: 1) }',
      data: { x: 2, m: 10, y: 11, __typename: 'Mutation' },
    },
  ],
};

export const MUTATIONS: readonly SupergraphFixture[] = [counters];
