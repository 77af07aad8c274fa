import type { SupergraphFixture } from './harness/supergraph-case.js';

const extension: SupergraphFixture = {
  title: 'subgraphs of federation 1',
  subgraphs: {
    users: {
      sdl: `
        type Query { randomUser: User userById(id: ID!): User }
        type User @key(fields: "id") @key(fields: "rid") { id: ID! rid: ID name: String! }`,
    },
    nicknames: {
      sdl: `
        extend type Query { nicknamed: [User!]! }
        extend type User @key(fields: "id") { id: ID! @external rid: ID @external nickname: String! slug: String @requires(fields: "rid") }`,
    },
    ratings: {
      sdl: `
        type User @extends @key(fields: "id") { id: ID! @external name: String! @external rating: Int }
        extend type Query { best: User @provides(fields: "name") }
        interface Rated { rating: Int }
        type Bot implements Rated @key(fields: "id") { id: ID! rating: Int }
        extend type Query { rated: [Rated] }`,
    },
  },
  computed: { 'User.slug': ({ rid }) => `slug-${rid}` },
  world: () => {
    const users = ['u1', 'u2'].map((id, i) => ({
      __typename: 'User',
      id,
      rid: `r${i}`,
      name: `N ${id}`,
      nickname: `k ${id}`,
      rating: i,
    }));
    const bot = { __typename: 'Bot', id: 'b', rating: 7 };
    return {
      query: {
        randomUser: users[0],
        userById: ({ id }: { id: string }) => users.find((user) => user.id === id) ?? null,
        nicknamed: users,
        best: users[1],
        rated: [bot, null],
      },
      entities: [...users, bot],
    };
  },
  cases: [
    {
      title: 'extend a type',
      query: '{ randomUser { id name } userById(id: "u2") { id name nickname } }',
      data: {
        randomUser: { id: 'u1', name: 'N u1' },
        userById: { id: 'u2', name: 'N u2', nickname: 'k u2' },
      },
    },
    { title: 'answer a field of the second key', query: '{ randomUser { id rid } }', fetches: { users: 1 } },
    {
      title: 'go back to the owner',
      query: '{ nicknamed { name id } }',
      fetches: { nicknames: 1, users: 1 },
    },
    { title: 'send what is required', query: '{ nicknamed { slug } randomUser { slug } }' },
    { title: 'take what is provided', query: '{ best { name rating } }', fetches: { ratings: 1 } },
    { title: 'go over three', query: '{ best { nickname rid rating } rated { rating ... on Bot { id } } }' },
  ],
};

const mixed: SupergraphFixture = {
  title: 'subgraphs of federation 1 and 2 together',
  subgraphs: {
    old: {
      sdl: `
        type Query { products: [Product!]! }
        type Product @key(fields: "upc") { upc: ID! name: String dims: Dims }
        type Dims { w: Int h: Int }`,
    },
    fresh: {
      sdl: `
        extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key", "@external", "@requires", "@shareable"])
        type Product @key(fields: "upc") { upc: ID! dims: Dims @external volume: Int @requires(fields: "dims { w h }") }
        type Dims @shareable { w: Int h: Int }
        type Query { volumes: [Product!]! }`,
    },
    third: {
      sdl: `
        extend type Product @key(fields: "upc") { upc: ID! @external price: Int }
        type Dims { w: Int h: Int }
        type Query { dims: Dims }`,
    },
  },
  computed: {
    'Product.volume': ({ dims }) => {
      const { w, h } = (dims ?? { w: 0, h: 0 }) as { w: number; h: number };
      return w * h;
    },
  },
  world: () => {
    const products = [
      { __typename: 'Product', upc: 'p1', name: 'A', dims: { w: 2, h: 3 }, price: 5 },
      { __typename: 'Product', upc: 'p2', name: null, dims: null, price: null },
    ];
    return { query: { products, volumes: products, dims: { w: 9, h: 9 } }, entities: products };
  },
  cases: [
    {
      title: 'require across both',
      query: '{ products { volume price } }',
      data: {
        products: [
          { volume: 6, price: 5 },
          { volume: 0, price: null },
        ],
      },
    },
    {
      title: 'share a value type that federation 1 left unmarked',
      query: '{ dims { h } products { dims { w } } }',
    },
    { title: 'begin in either', query: '{ volumes { name volume dims { h } price } }' },
  ],
};

// As gateways of federation 1 composed it: join 0.1 with owners, and @core in the place of @link.
const JOIN_1 = `schema @core(feature: "https://specs.apollo.dev/core/v0.2") @core(feature: "https://specs.apollo.dev/join/v0.1", for: EXECUTION) { query: Query mutation: Mutation }
directive @core(as: String, feature: String!, for: core__Purpose) repeatable on SCHEMA
directive @join__field(graph: join__Graph, provides: join__FieldSet, requires: join__FieldSet) on FIELD_DEFINITION
directive @join__graph(name: String!, url: String!) on ENUM_VALUE
directive @join__owner(graph: join__Graph!) on INTERFACE | OBJECT
directive @join__type(graph: join__Graph!, key: join__FieldSet) repeatable on INTERFACE | OBJECT
enum core__Purpose { EXECUTION SECURITY }
scalar join__FieldSet
enum join__Graph {
  INVENTORY @join__graph(name: "inventory", url: "{inventory}")
  PRODUCTS @join__graph(name: "products", url: "{products}")
  REVIEWS @join__graph(name: "reviews", url: "{reviews}")
}
type Query {
  topProducts(first: Int = 2): [Product] @join__field(graph: PRODUCTS)
  lastReview: Review @join__field(graph: REVIEWS)
}
type Mutation { rate(upc: String!, stars: Int!): Review @join__field(graph: REVIEWS) }
type Product
  @join__owner(graph: PRODUCTS)
  @join__type(graph: PRODUCTS, key: "upc")
  @join__type(graph: INVENTORY, key: "upc")
  @join__type(graph: REVIEWS, key: "upc") {
  upc: String! @join__field(graph: PRODUCTS)
  name: String @join__field(graph: PRODUCTS)
  weight: Int @join__field(graph: PRODUCTS)
  inStock: Boolean @join__field(graph: INVENTORY)
  shipping: Int @join__field(graph: INVENTORY, requires: "weight")
  reviews: [Review!] @join__field(graph: REVIEWS)
}
type Review
  @join__owner(graph: REVIEWS)
  @join__type(graph: REVIEWS, key: "id") {
  id: ID! @join__field(graph: REVIEWS)
  stars: Int! @join__field(graph: REVIEWS)
  product: Product @join__field(graph: REVIEWS, provides: "name")
  by: Author
}
interface Author { name: String! }
type Guest implements Author { name: String! }
`;

const joinOne: SupergraphFixture = {
  title: 'a supergraph of federation 1',
  subgraphs: {
    products: {
      sdl: `
        type Query { topProducts(first: Int = 2): [Product] }
        type Product @key(fields: "upc") { upc: String! name: String weight: Int }`,
    },
    inventory: {
      sdl: `
        extend type Product @key(fields: "upc") { upc: String! @external weight: Int @external inStock: Boolean shipping: Int @requires(fields: "weight") }`,
    },
    reviews: {
      sdl: `
        type Query { lastReview: Review }
        type Mutation { rate(upc: String!, stars: Int!): Review }
        type Review @key(fields: "id") { id: ID! stars: Int! product: Product @provides(fields: "name") by: Author }
        interface Author { name: String! }
        type Guest implements Author { name: String! }
        extend type Product @key(fields: "upc") { upc: String! @external name: String @external reviews: [Review!] }`,
    },
  },
  supergraphSdl: JOIN_1,
  computed: { 'Product.shipping': ({ weight }) => Number(weight) * 2 },
  world: () => {
    const products = ['p1', 'p2', 'p3'].map((upc, i) => ({
      __typename: 'Product',
      upc,
      name: `N ${upc}`,
      weight: i + 1,
      inStock: i !== 1,
      reviews: [] as unknown[],
    }));
    const review = (id: string, stars: number, product: (typeof products)[number] | undefined) => {
      const row = {
        __typename: 'Review',
        id,
        stars,
        product: product ?? null,
        by: { __typename: 'Guest', name: 'G' },
      };
      product?.reviews.push(row);
      return row;
    };
    const reviews = [
      review('r1', 5, products[0]),
      review('r2', 2, products[0]),
      review('r3', 3, products[2]),
    ];
    return {
      query: {
        topProducts: ({ first }: { first: number }) => products.slice(0, first),
        lastReview: reviews[2],
      },
      mutation: {
        rate: ({ upc, stars }: { upc: string; stars: number }) =>
          review(
            'new',
            stars,
            products.find((product) => product.upc === upc),
          ),
      },
      entities: [...products, ...reviews],
    };
  },
  cases: [
    {
      title: 'be served',
      query: '{ topProducts { upc name } }',
      data: {
        topProducts: [
          { upc: 'p1', name: 'N p1' },
          { upc: 'p2', name: 'N p2' },
        ],
      },
      fetches: { products: 1 },
    },
    {
      title: 'send what is required',
      query: '{ topProducts(first: 3) { shipping inStock } }',
      fetches: { products: 1, inventory: 1 },
    },
    {
      title: 'take what is provided',
      query: '{ lastReview { product { name } by { __typename name } } }',
      fetches: { reviews: 1 },
    },
    {
      title: 'go round all',
      query: '{ topProducts { reviews { stars product { name inStock weight } } shipping } }',
    },
    {
      title: 'run a mutation and complete its answer',
      query: 'mutation { rate(upc: "p2", stars: 1) { id product { upc inStock reviews { id stars } } } }',
    },
  ],
};

const external: SupergraphFixture = {
  title: 'external fields without use',
  subgraphs: {
    price: {
      sdl: `
        extend type Query { cheapest: Product }
        extend type Product @key(fields: "id") { id: ID! name: String! @external price: Int }`,
    },
    product: {
      sdl: `
        type Query { products: [Product!]! }
        type Product @key(fields: "id") { id: ID! name: String! }`,
    },
  },
  world: () => {
    const products = ['1', '2'].map((id) => ({
      __typename: 'Product',
      id,
      name: `N ${id}`,
      price: Number(id) * 100,
    }));
    return { query: { products, cheapest: products[0] }, entities: products };
  },
  cases: [
    {
      title: 'not be asked for where they are external',
      query: '{ cheapest { id price name } }',
      fetches: { price: 1, product: 1 },
    },
    { title: 'be asked for where they are', query: '{ products { name price id } }' },
  ],
};

export const FEDERATION_1: readonly SupergraphFixture[] = [extension, mixed, joinOne, external];
