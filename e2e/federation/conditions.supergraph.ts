import { FEDERATION_2 } from './harness/federation-link.js';
import type { SupergraphFixture } from './harness/supergraph-case.js';

const never = () => {
  throw new Error('nothing was asked for that needs this');
};

const conditions: SupergraphFixture = {
  title: '@skip and @include',
  subgraphs: {
    a: {
      sdl: `${FEDERATION_2}
        type Query { product: Product products: [Product!]! other: Int }
        type Product @key(fields: "id") { id: ID! price: Float! name: String kind: Kind }
        union Kind = Big | Small
        type Big @key(fields: "id") { id: ID! size: Int }
        type Small { note: String }`,
    },
    b: {
      sdl: `${FEDERATION_2}
        type Product @key(fields: "id") { id: ID! price: Float! @external isExpensive: Boolean! @requires(fields: "price") related: [Product!] }
        type Big @key(fields: "id") { id: ID! heft: Int }`,
    },
    c: {
      sdl: `${FEDERATION_2}
        type Product @key(fields: "id") {
          id: ID! isExpensive: Boolean! @external
          include: Boolean @requires(fields: "isExpensive")
          never: Boolean @requires(fields: "isExpensive")
          stock: Int
        }`,
    },
  },
  computed: {
    'Product.isExpensive': ({ price }) => Number(price) > 500,
    'Product.include': ({ isExpensive, price }) => isExpensive ?? Number(price) > 500,
    'Product.never': never,
  },
  world: () => {
    const product = (id: string, price: number, kind: unknown) => ({
      __typename: 'Product',
      id,
      price,
      name: `N ${id}`,
      stock: 3,
      kind,
      related: [] as unknown[],
    });
    const big = { __typename: 'Big', id: 'b', size: 9, heft: 99 };
    const products = [product('1', 699.99, big), product('2', 5, { __typename: 'Small', note: 'tiny' })];
    products[0]?.related.push(products[1]);
    products[1]?.related.push(products[0]);
    return { query: { product: products[0], products, other: 1 }, entities: [...products, big] };
  },
  cases: [
    {
      title: 'not fetch what a default leaves out',
      query: 'query ($on: Boolean = false) { product { price never @include(if: $on) } }',
      data: { product: { price: 699.99 } },
      fetches: { a: 1 },
    },
    {
      title: 'not fetch what a default skips',
      query: 'query ($on: Boolean = true) { product { price never @skip(if: $on) } }',
      fetches: { a: 1 },
    },
    {
      title: 'fetch what a default includes',
      query: 'query ($on: Boolean = true) { product { price include @include(if: $on) } }',
      data: { product: { price: 699.99, include: true } },
      fetches: { a: 1, b: 1, c: 1 },
    },
    {
      title: 'fetch what a default does not skip',
      query: 'query ($on: Boolean = false) { product { price include @skip(if: $on) } }',
    },
    {
      title: 'obey a variable over its default',
      query:
        'query ($on: Boolean = true) { product { name include @include(if: $on) stock @skip(if: $on) } }',
      variables: { on: false },
    },
    {
      title: 'obey literals',
      query:
        '{ product { name @skip(if: true) price @include(if: true) stock @include(if: false) id @skip(if: false) } }',
      fetches: { a: 1 },
    },
    {
      title: 'leave out root fields',
      query:
        'query ($a: Boolean!, $b: Boolean!) { product @include(if: $a) { stock } other @skip(if: $b) __typename }',
      variables: { a: false, b: true },
      data: { __typename: 'Query' },
    },
    {
      title: 'leave out all that is selected',
      query: 'query ($a: Boolean!) { product { ... @include(if: $a) { stock name } } }',
      variables: { a: false },
      data: { product: {} },
    },
    {
      title: 'be obeyed both on one field',
      query:
        'query ($a: Boolean!, $b: Boolean!) { products { stock @include(if: $a) @skip(if: $b) price @include(if: $b) @skip(if: $a) } }',
      variables: { a: true, b: false },
    },
    {
      title: 'be obeyed both, in vain',
      query: 'query ($a: Boolean!, $b: Boolean!) { products { stock @include(if: $a) @skip(if: $b) id } }',
      variables: { a: true, b: true },
      fetches: { a: 1 },
    },
    {
      title: 'be obeyed on fragments',
      query:
        'query ($a: Boolean!) { products { ...F @include(if: $a) ...G @skip(if: $a) } } fragment F on Product { stock related { ...G } } fragment G on Product { name include }',
      variables: { a: true },
    },
    {
      title: 'be obeyed on the other fragments',
      query:
        'query ($a: Boolean!) { products { ...F @include(if: $a) ...G @skip(if: $a) } } fragment F on Product { stock related { ...G } } fragment G on Product { name include }',
      variables: { a: false },
    },
    {
      title: 'be obeyed on members of a union',
      query:
        'query ($a: Boolean!) { products { kind { __typename ... on Big @include(if: $a) { heft } ... on Small @skip(if: $a) { note } } } }',
      variables: { a: true },
    },
    {
      title: 'be obeyed where one mention is left out and another stays',
      query:
        'query ($a: Boolean!) { products { stock @include(if: $a) ... on Product { stock } related @skip(if: $a) { id } related { stock } } }',
      variables: { a: false },
    },
    {
      title: 'be obeyed on one of two mentions of a fragment at the root',
      query:
        'query ($no: Boolean!) { ...All @skip(if: $no) ...All } fragment All on Query { products { name stock } other }',
      variables: { no: true },
      fetches: { a: 1, c: 1 },
    },
    {
      title: 'be obeyed on a fragment of which a part was asked for before',
      query: `query ($no: Boolean!) { ... on Query @skip(if: $no) { product { name } } ...One }
        fragment One on Query { product { name kind { ...Heavy } } }
        fragment Heavy on Big { size heft @skip(if: $no) }`,
      variables: { no: false },
    },
    {
      title: 'be obeyed deep down over subgraphs',
      query:
        'query ($a: Boolean!, $b: Boolean!) { products { related @include(if: $a) { related { stock @include(if: $b) include @skip(if: $b) } } } }',
      variables: { a: true, b: false },
    },
  ],
};

const executable: SupergraphFixture = {
  title: "an executable directive of the graph's own",
  subgraphs: {
    a: {
      sdl: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.1", import: ["@key", "@composeDirective"])
          @link(url: "https://mine.test/access/v1.0", import: ["@access"]) @composeDirective(name: "@access")
        directive @access(scope: Scope! = PUBLIC) on FIELD
        enum Scope { PUBLIC PRIVATE }
        type Query { a: String thing: Thing }
        type Thing @key(fields: "id") { id: ID! }`,
    },
    b: {
      sdl: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.1", import: ["@key", "@composeDirective"])
          @link(url: "https://mine.test/access/v1.0", import: ["@access"]) @composeDirective(name: "@access")
        directive @access(scope: Scope! = PUBLIC) on FIELD
        enum Scope { PUBLIC PRIVATE }
        type Query { b: String }
        type Thing @key(fields: "id") { id: ID! size: Int }`,
    },
  },
  world: () => {
    const thing = { __typename: 'Thing', id: '1', size: 3 };
    return { query: { a: 'a', b: 'b', thing }, entities: [thing] };
  },
  cases: [
    {
      title: 'be accepted with its default',
      query: '{ a @access b @access }',
      data: { a: 'a', b: 'b' },
      oracle: false,
    },
    {
      title: 'be accepted with an argument',
      query: '{ b @access(scope: PRIVATE) thing { size @access } }',
      data: { b: 'b', thing: { size: 3 } },
      oracle: false,
    },
    {
      title: 'be accepted with a variable',
      query: 'query ($s: Scope!) { a @access(scope: $s) thing @access { size @access(scope: $s) } }',
      variables: { s: 'PRIVATE' },
      data: { a: 'a', thing: { size: 3 } },
      oracle: false,
    },
    {
      title: 'be refused with a wrong argument',
      query: '{ a @access(scope: NONE) }',
      errors: [{ code: 'GRAPHQL_VALIDATION_FAILED' }],
      fetches: {},
    },
  ],
};

export const CONDITIONS: readonly SupergraphFixture[] = [conditions, executable];
