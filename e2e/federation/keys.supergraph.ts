import { FEDERATION_2 } from './harness/federation-link.js';
import type { SupergraphFixture } from './harness/supergraph-case.js';

const compositeKey: SupergraphFixture = {
  title: 'a key of several fields',
  subgraphs: {
    rooms: {
      sdl: `${FEDERATION_2}
        type Query { rooms: [Room!]! room(house: ID!, number: Int!): Room }
        type Room @key(fields: "house number") { house: ID! number: Int! beds: Int }`,
    },
    prices: {
      sdl: `${FEDERATION_2}
        type Room @key(fields: "house number") { house: ID! number: Int! price: Int taxed: Boolean }`,
    },
  },
  world: () => {
    const rooms = [
      { __typename: 'Room', house: 'h1', number: 1, beds: 2, price: 80, taxed: true },
      { __typename: 'Room', house: 'h1', number: 2, beds: 1, price: 55, taxed: false },
      { __typename: 'Room', house: 'h2', number: 1, beds: 4, price: null, taxed: null },
    ];
    return {
      query: {
        rooms,
        room: ({ house, number }: { house: string; number: number }) =>
          rooms.find((room) => room.house === house && room.number === number) ?? null,
      },
      entities: rooms,
    };
  },
  cases: [
    {
      title: 'send every field of the key',
      query: '{ rooms { price beds } }',
      data: {
        rooms: [
          { price: 80, beds: 2 },
          { price: 55, beds: 1 },
          { price: null, beds: 4 },
        ],
      },
      fetches: { rooms: 1, prices: 1 },
    },
    {
      title: 'keep fields of the key that the client selects in their place',
      query: '{ rooms { number price house } }',
      data: {
        rooms: [
          { number: 1, price: 80, house: 'h1' },
          { number: 2, price: 55, house: 'h1' },
          { number: 1, price: null, house: 'h2' },
        ],
      },
    },
    {
      title: 'ask nobody about what is not there',
      query: '{ room(house: "h9", number: 1) { price } }',
      data: { room: null },
      fetches: { rooms: 1 },
    },
    {
      title: 'answer two aliases of one field from both subgraphs',
      query: '{ a: room(house: "h1", number: 2) { price } b: room(house: "h2", number: 1) { beds taxed } }',
      data: { a: { price: 55 }, b: { beds: 4, taxed: null } },
    },
  ],
};

const nestedKey: SupergraphFixture = {
  title: 'a key with an object in it',
  subgraphs: {
    parcels: {
      sdl: `${FEDERATION_2}
        type Query { parcels: [Parcel] }
        type Parcel @key(fields: "code { country { iso } serial }") { code: Code! weight: Float }
        type Code { country: Country! serial: Int! check: Int }
        type Country { iso: String! name: String }`,
    },
    tracking: {
      sdl: `${FEDERATION_2}
        type Parcel @key(fields: "code { country { iso } serial }") { code: Code! stops: [String!]! }
        type Code { country: Country! @shareable serial: Int! @shareable }
        type Country { iso: String! @shareable }`,
    },
  },
  world: () => {
    const parcel = (iso: string, serial: number, stops: string[]) => ({
      __typename: 'Parcel',
      code: { country: { iso, name: `Land ${iso}` }, serial, check: serial % 7 },
      weight: serial / 2,
      stops,
    });
    const parcels = [
      parcel('DK', 12, ['Aarhus', 'Vejle']),
      parcel('SE', 12, []),
      parcel('DK', 13, ['Skagen']),
    ];
    return { query: { parcels: [...parcels, null] }, entities: parcels };
  },
  cases: [
    {
      title: 'send the whole object and nothing beside',
      query: '{ parcels { stops } }',
      data: { parcels: [{ stops: ['Aarhus', 'Vejle'] }, { stops: [] }, { stops: ['Skagen'] }, null] },
      fetches: { parcels: 1, tracking: 1 },
    },
    {
      title: 'not send fields of the object that only the client selects',
      query: '{ parcels { code { check country { name } } stops weight } }',
      fetches: { parcels: 1, tracking: 1 },
    },
    {
      title: 'not fetch where nothing is asked of the other',
      query: '{ parcels { weight } }',
      fetches: { parcels: 1 },
    },
  ],
};

const multipleKeys: SupergraphFixture = {
  title: 'several keys, one in each subgraph',
  subgraphs: {
    store: {
      sdl: `${FEDERATION_2}
        type Query { books: [Book!]! }
        type Book @key(fields: "id") { id: ID! title: String! }`,
    },
    library: {
      sdl: `${FEDERATION_2}
        type Book @key(fields: "id") @key(fields: "isbn") { id: ID! isbn: String! shelf: String }`,
    },
    press: {
      sdl: `${FEDERATION_2}
        type Query { bookOfTheDay: Book }
        type Book @key(fields: "isbn") { isbn: String! reviews: [Review!] pages: Int! }
        type Review { stars: Int! of: Book }`,
    },
  },
  world: () => {
    const book = (id: string, isbn: string, stars: number[]) => {
      const row = {
        __typename: 'Book',
        id,
        isbn,
        title: `T ${id}`,
        shelf: `S ${isbn}`,
        pages: 10,
        reviews: null as unknown,
      };
      row.reviews = stars.map((count) => ({ stars: count, of: row }));
      return row;
    };
    const books = [book('b1', 'i1', [5, 3]), book('b2', 'i2', []), book('b3', 'i3', [1])];
    return { query: { books, bookOfTheDay: books[2] }, entities: books };
  },
  cases: [
    {
      title: 'go over the subgraph that knows both keys',
      query: '{ books { title reviews { stars } } }',
      data: {
        books: [
          { title: 'T b1', reviews: [{ stars: 5 }, { stars: 3 }] },
          { title: 'T b2', reviews: [] },
          { title: 'T b3', reviews: [{ stars: 1 }] },
        ],
      },
      fetches: { store: 1, library: 1, press: 1 },
    },
    { title: 'go over it in the other direction', query: '{ bookOfTheDay { pages title id } }' },
    {
      title: 'stop at it when it has all',
      query: '{ bookOfTheDay { shelf isbn } }',
      data: { bookOfTheDay: { shelf: 'S i3', isbn: 'i3' } },
      fetches: { press: 1, library: 1 },
    },
    { title: 'go there and back', query: '{ books { reviews { of { title shelf reviews { stars } } } } }' },
    {
      title: 'ask about an entity that stands in several places once',
      query: '{ books { reviews { of { title } } } }',
      sent: (calls) => {
        const asked = calls.filter(({ subgraph }) => subgraph === 'store').at(-1);
        const { representations } = (asked?.variables ?? { representations: [] }) as {
          representations: unknown[];
        };
        if (representations.length !== 2) throw new Error(`asked about ${representations.length} books`);
      },
    },
  ],
};

const listKey: SupergraphFixture = {
  title: 'a key with lists in it',
  subgraphs: {
    crews: {
      sdl: `${FEDERATION_2}
        type Query { crews: [Crew!]! }
        type Crew @key(fields: "codes members { id }") { codes: [String!]! members: [Member!]! boat: String }
        type Member { id: ID! name: String }`,
    },
    scores: {
      sdl: `${FEDERATION_2}
        type Crew @key(fields: "codes members { id }") { codes: [String!]! members: [Member!]! points: Int! }
        type Member { id: ID! @shareable }`,
    },
  },
  world: () => {
    const crew = (codes: string[], ids: string[], points: number) => ({
      __typename: 'Crew',
      codes,
      members: ids.map((id) => ({ __typename: 'Member', id, name: `N ${id}` })),
      boat: `B ${points}`,
      points,
    });
    const crews = [crew(['x', 'y'], ['1', '2'], 7), crew(['x'], ['1'], 9), crew([], [], 0)];
    return { query: { crews }, entities: crews };
  },
  cases: [
    {
      title: 'send lists in their order',
      query: '{ crews { points boat members { name } } }',
      data: {
        crews: [
          { points: 7, boat: 'B 7', members: [{ name: 'N 1' }, { name: 'N 2' }] },
          { points: 9, boat: 'B 9', members: [{ name: 'N 1' }] },
          { points: 0, boat: 'B 0', members: [] },
        ],
      },
      fetches: { crews: 1, scores: 1 },
    },
    {
      title: "merge the list of the key with the client's",
      query: '{ crews { members { id } points codes } }',
    },
  ],
};

const nullKeys: SupergraphFixture = {
  title: 'keys that may be null',
  subgraphs: {
    list: {
      sdl: `${FEDERATION_2}
        type Query { boxes: [Box] }
        type Box { book: Book }
        type Book @key(fields: "upc") { upc: ID! }`,
    },
    hop: {
      sdl: `${FEDERATION_2}
        type Book @key(fields: "upc") @key(fields: "id") { upc: ID! id: ID }`,
    },
    authors: {
      sdl: `${FEDERATION_2}
        type Book @key(fields: "id") { id: ID author: Author }
        type Author { name: String! }`,
    },
  },
  world: () => {
    const book = (upc: string, id: string | null, name: string | undefined) => ({
      __typename: 'Book',
      upc,
      id,
      author: name === undefined ? null : { name },
    });
    const books = [book('u1', '1', 'Ann'), book('u2', null, undefined), book('u3', '3', 'Bo')];
    return { query: { boxes: books.map((entry) => ({ book: entry })) }, entities: books };
  },
  cases: [
    {
      title: 'leave fields of an entity without a key null, and go on with the others',
      query: '{ boxes { book { upc author { name } } } }',
      data: {
        boxes: [
          { book: { upc: 'u1', author: { name: 'Ann' } } },
          { book: { upc: 'u2', author: null } },
          { book: { upc: 'u3', author: { name: 'Bo' } } },
        ],
      },
    },
    { title: 'tell that the key is null', query: '{ boxes { book { id } } }' },
  ],
};

const entityInKey: SupergraphFixture = {
  title: 'a key with another entity in it',
  subgraphs: {
    shop: {
      sdl: `${FEDERATION_2}
        type Query { sales: [Sale!]! }
        type Sale @key(fields: "item { id } day") { item: Item! day: String! amount: Int }
        type Item @key(fields: "id") { id: ID! }`,
    },
    items: { sdl: `${FEDERATION_2} type Item @key(fields: "id") { id: ID! name: String! }` },
    margins: {
      sdl: `${FEDERATION_2}
        type Sale @key(fields: "item { id } day") { item: Item! day: String! margin: Int }
        type Item @key(fields: "id") { id: ID! shade: String }`,
    },
  },
  world: () => {
    const items = ['i1', 'i2'].map((id) => ({ __typename: 'Item', id, name: `N ${id}`, shade: `C ${id}` }));
    const sales = items.flatMap((item, i) => [
      { __typename: 'Sale', item, day: 'mon', amount: 10 + i, margin: 1 + i },
      { __typename: 'Sale', item, day: 'tue', amount: 20 + i, margin: 2 + i },
    ]);
    return { query: { sales }, entities: [...items, ...sales] };
  },
  cases: [
    {
      title: "send the inner entity's key only",
      query: '{ sales { margin item { name } } }',
      fetches: { shop: 1, margins: 1, items: 1 },
    },
    { title: 'complete both entities', query: '{ sales { day margin amount item { shade name id } } }' },
  ],
};

export const KEYS: readonly SupergraphFixture[] = [
  compositeKey,
  nestedKey,
  multipleKeys,
  listKey,
  nullKeys,
  entityInKey,
];
