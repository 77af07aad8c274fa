import { FEDERATION_2 } from './harness/federation-link.js';
import type { Row, SupergraphFixture } from './harness/supergraph-case.js';

const sharedRoot: SupergraphFixture = {
  title: 'a root field of three subgraphs',
  subgraphs: {
    category: {
      sdl: `${FEDERATION_2}
        type Query { product: Product @shareable products: [Product!]! @shareable }
        type Product { id: ID! @shareable category: Category }
        type Category { id: ID! name: String! }`,
    },
    name: {
      sdl: `${FEDERATION_2}
        type Query { product: Product @shareable products: [Product!]! @shareable }
        type Product { id: ID! @shareable name: Name }
        type Name { id: ID! brand: String! model: String! }`,
    },
    price: {
      sdl: `${FEDERATION_2}
        type Query { product: Product @shareable products: [Product!]! @shareable }
        type Product { id: ID! @shareable price: Price }
        type Price { id: ID! amount: Int! currency: String! }`,
    },
  },
  world: () => {
    const product = (id: string) => ({
      __typename: 'Product',
      id,
      category: { id: `c${id}`, name: `C ${id}` },
      name: { id: `n${id}`, brand: 'B', model: 'M' },
      price: id === '2' ? null : { id: `p${id}`, amount: 9, currency: 'EUR' },
    });
    return { query: { product: product('1'), products: [product('1'), product('2'), product('3')] } };
  },
  cases: [
    {
      title: 'merge one object of all three',
      query: '{ product { id name { id brand model } category { id name } price { id amount currency } } }',
      data: {
        product: {
          id: '1',
          name: { id: 'n1', brand: 'B', model: 'M' },
          category: { id: 'c1', name: 'C 1' },
          price: { id: 'p1', amount: 9, currency: 'EUR' },
        },
      },
      fetches: { category: 1, name: 1, price: 1 },
    },
    {
      title: 'merge lists element by element',
      query: '{ products { price { amount } id category { name } name { model } } }',
    },
    {
      title: 'ask only those that are needed',
      query: '{ product { price { amount } id } }',
      fetches: { price: 1 },
    },
    {
      title: 'merge under aliases',
      query: '{ a: product { x: name { brand } } b: product { category { id } x: price { id } } }',
    },
  ],
};

const valueTypes: SupergraphFixture = {
  title: 'value types that subgraphs share in part',
  subgraphs: {
    places: {
      sdl: `${FEDERATION_2}
        type Query { place: Place }
        type Place @key(fields: "id") { id: ID! spot: Spot @shareable }
        type Spot @shareable { lat: Float! lon: Float! }`,
    },
    maps: {
      sdl: `${FEDERATION_2}
        type Place @key(fields: "id") { id: ID! spot: Spot @shareable area: Area }
        type Spot { lat: Float! @shareable lon: Float! @shareable height: Int label: Label }
        type Label { text: String spot: Spot }
        type Area { corners: [Spot!]! }`,
    },
  },
  world: () => {
    const spot = { lat: 1.5, lon: -2, height: 300, label: null as unknown };
    spot.label = { text: 'top', spot };
    const place = { __typename: 'Place', id: 'p1', spot, area: { corners: [spot, { ...spot, lat: 0 }] } };
    return { query: { place }, entities: [place] };
  },
  cases: [
    {
      title: 'take it from the first when that is enough',
      query: '{ place { spot { lon lat } } }',
      fetches: { places: 1 },
    },
    {
      title: 'add the part that only another has',
      query: '{ place { spot { height lat } } }',
      data: { place: { spot: { height: 300, lat: 1.5 } } },
      fetches: { places: 1, maps: 1 },
    },
    {
      title: 'go down through it',
      query: '{ place { spot { label { spot { lat label { text } } } } area { corners { lat height } } } }',
    },
  ],
};

const partialUnion: SupergraphFixture = {
  title: 'a union of which one subgraph knows some members',
  subgraphs: {
    first: {
      sdl: `${FEDERATION_2}
        type Query { response: Response! rootA: Box shared: Box @shareable }
        type Response { message: String! actions: [Action!]! }
        type Box @key(fields: "id") { id: ID! wrapper: Wrapper @shareable }
        type Wrapper @shareable { actions: [Action!]! }
        union Action = Common | OnlyA
        type Common @shareable { label: String }
        type OnlyA { a: String }`,
      own: { 'Box.wrapper': () => ({ actions: [COMMON, ONLY_A] }) },
    },
    second: {
      sdl: `${FEDERATION_2}
        type Query { rootB: Box shared: Box @shareable lone: Action }
        type Box @key(fields: "id") { id: ID! wrapper: Wrapper @shareable bWrapper: Wrapper }
        type Wrapper @shareable { actions: [Action!]! }
        union Action = Common | OnlyB
        type Common @shareable { label: String }
        type OnlyB { b: String }`,
      own: { 'Box.wrapper': () => ({ actions: [COMMON, ONLY_B] }) },
    },
  },
  world: () => {
    const box = {
      __typename: 'Box',
      id: 'x',
      wrapper: { actions: [COMMON] },
      bWrapper: { actions: [COMMON, ONLY_B] },
    };
    return {
      query: {
        response: { message: 'm', actions: [ONLY_A, COMMON] },
        rootA: box,
        rootB: box,
        shared: box,
        lone: ONLY_B,
      },
      entities: [box],
    };
  },
  cases: [
    {
      title: 'keep every member that the asked subgraph knows',
      query:
        '{ response { message actions { __typename ... on OnlyA { a } ... on Common { label } ... on OnlyB { b } } } }',
      data: {
        response: {
          message: 'm',
          actions: [
            { __typename: 'OnlyA', a: 'va' },
            { __typename: 'Common', label: 'lc' },
          ],
        },
      },
    },
    {
      title: 'answer nothing of members that it does not know',
      query: '{ rootA { wrapper { actions { __typename ... on OnlyB { b } } } } }',
      data: { rootA: { wrapper: { actions: [{ __typename: 'Common' }, { __typename: 'OnlyA' }] } } },
      oracle: false,
    },
    {
      title: 'ask the subgraph of the field for its own members',
      query:
        '{ rootB { wrapper { actions { ... on OnlyB { b } ... on Common { label } } } } rootA { bWrapper { actions { __typename ... on OnlyB { b } } } } }',
      data: {
        rootB: { wrapper: { actions: [{ label: 'lc' }, { b: 'vb' }] } },
        rootA: { bWrapper: { actions: [{ __typename: 'Common' }, { __typename: 'OnlyB', b: 'vb' }] } },
      },
      oracle: false,
    },
    { title: 'answer one member', query: '{ lone { __typename ... on OnlyB { b } ... on OnlyA { a } } }' },
  ],
};

const COMMON = { __typename: 'Common', label: 'lc' };
const ONLY_A = { __typename: 'OnlyA', a: 'va' };
const ONLY_B = { __typename: 'OnlyB', b: 'vb' };

const unionIntersection: SupergraphFixture = {
  title: 'a union with other members in each subgraph',
  subgraphs: {
    a: {
      sdl: `${FEDERATION_2}
        type Query { media: Media @shareable viewer: Viewer @shareable }
        union Media = Book
        union ViewerMedia = Book | Song
        type Viewer { media: ViewerMedia @shareable book: ViewerMedia @shareable song: ViewerMedia }
        type Book @key(fields: "id") { id: ID! title: String @shareable aTitle: String }
        type Song @key(fields: "id") { id: ID! title: String @shareable aTitle: String }`,
    },
    b: {
      sdl: `${FEDERATION_2}
        type Query { media: Media @shareable viewer: Viewer @shareable }
        union Media = Book | Movie
        union ViewerMedia = Book | Movie
        type Viewer { media: ViewerMedia @shareable book: ViewerMedia @shareable movie: ViewerMedia }
        type Book @key(fields: "id") { id: ID! title: String @shareable bTitle: String }
        type Movie @key(fields: "id") { id: ID! title: String @shareable bTitle: String }`,
    },
  },
  world: () => {
    const of = (type: string) => ({
      __typename: type,
      id: type.toLowerCase(),
      title: `T ${type}`,
      aTitle: 'a',
      bTitle: 'b',
    });
    const [book, song, movie] = [of('Book'), of('Song'), of('Movie')];
    return {
      query: { media: book, viewer: { media: book, book, song, movie } },
      entities: [book, song, movie],
    };
  },
  cases: [
    {
      title: 'answer nothing of a member that it is not',
      query: '{ media { ... on Movie { title } } }',
      data: { media: {} },
    },
    {
      title: 'answer the member that it is',
      query: '{ media { ... on Book { title } ... on Movie { title } } }',
    },
    {
      title: 'answer all members of all subgraphs',
      query: `{ viewer {
        media { __typename ... on Song { title } ... on Movie { title } ... on Book { title } }
        book { __typename ... on Song { title } ... on Movie { title } ... on Book { title } }
        song { __typename ... on Song { title } ... on Movie { title } ... on Book { title } }
      } }`,
    },
    {
      title: "fetch each member's fields where they are",
      query:
        '{ viewer { book { ... on Book { bTitle aTitle } } movie { ... on Movie { bTitle id } } song { ... on Song { aTitle } } } }',
    },
    {
      title: 'answer empty objects',
      query: '{ viewer { media { ... on Song { title } } movie { ... on Song { id } } } }',
      data: { viewer: { media: {}, movie: {} } },
    },
  ],
};

const detours: SupergraphFixture = {
  title: 'a shared root of an interface whose implementations tell a field in different subgraphs',
  subgraphs: {
    stock: {
      sdl: `${FEDERATION_2}
        type Query { things: [Thing!]! @shareable }
        interface Thing { id: ID! }
        type Toy implements Thing @key(fields: "id") {
          id: ID! parts: [Part] @external count: Int @requires(fields: "parts { id }")
        }
        type Tool implements Thing @key(fields: "id") { id: ID! parts: [Part] @shareable }
        type Part @key(fields: "id") { id: ID! size: Int }`,
    },
    makers: {
      sdl: `${FEDERATION_2}
        type Query { things: [Thing!]! @shareable }
        interface Thing { id: ID! parts: [Part] }
        type Toy implements Thing @key(fields: "id") { id: ID! parts: [Part] @provides(fields: "weight") }
        type Tool implements Thing @key(fields: "id") { id: ID! parts: [Part] @shareable }
        type Part @key(fields: "id") { id: ID! weight: Int @external }`,
    },
    parts: {
      sdl: `${FEDERATION_2}
        interface Thing { id: ID! parts: [Part] }
        type Part implements Thing @key(fields: "id") { id: ID! parts: [Part] weight: Int @shareable }`,
    },
  },
  computed: { 'Toy.count': ({ parts }) => (parts as Row[] | null)?.length ?? 0 },
  world: () => {
    const parts = [1, 2].map((size) => ({
      __typename: 'Part',
      id: `p${size}`,
      size,
      weight: size * 10,
      parts: null,
    }));
    const things = [
      { __typename: 'Toy', id: 't1', parts },
      { __typename: 'Tool', id: 't2', parts: [parts[1], null] },
      { __typename: 'Toy', id: 't3', parts: null },
    ];
    return { query: { things }, entities: [...parts, ...things] };
  },
  cases: [
    {
      title: 'find a way to what is below for all of them',
      query: '{ things { parts { id size } } }',
      data: {
        things: [
          {
            parts: [
              { id: 'p1', size: 1 },
              { id: 'p2', size: 2 },
            ],
          },
          { parts: [{ id: 'p2', size: 2 }, null] },
          { parts: null },
        ],
      },
    },
    {
      title: 'find a way beside what is provided',
      query: '{ things { id parts { weight size } ... on Toy { count } } }',
    },
  ],
};

export const SHARED: readonly SupergraphFixture[] = [
  sharedRoot,
  valueTypes,
  partialUnion,
  unionIntersection,
  detours,
];
