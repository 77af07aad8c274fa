import { FEDERATION_2 } from './harness/federation-link.js';
import type { Row, SupergraphFixture } from './harness/supergraph-case.js';

const thereAndBack: SupergraphFixture = {
  title: '@requires that goes there and back',
  subgraphs: {
    orders: {
      sdl: `${FEDERATION_2}
        type Query { orders: [Order!]! }
        type Order @key(fields: "id") {
          id: ID! parcel: Parcel @external
          weightClass: String @requires(fields: "parcel { grams }")
        }
        type Parcel @shareable { grams: Int size: Int }`,
    },
    freight: {
      sdl: `${FEDERATION_2}
        type Order @key(fields: "id") {
          id: ID! parcel: Parcel weightClass: String @external
          freight: String @requires(fields: "weightClass")
        }
        type Parcel @shareable { grams: Int size: Int }`,
    },
    labels: {
      sdl: `${FEDERATION_2}
        type Order @key(fields: "id") {
          id: ID! freight: String @external weightClass: String @external
          label: String @requires(fields: "freight weightClass")
        }`,
    },
  },
  computed: {
    'Order.weightClass': ({ parcel }) => weightClass(parcel),
    'Order.freight': ({ weightClass: known, parcel }) => `by ${known ?? weightClass(parcel)}`,
    'Order.label': ({ freight, weightClass: known, parcel }) =>
      `${freight ?? `by ${weightClass(parcel)}`}, ${known ?? weightClass(parcel)}`,
  },
  world: () => {
    const orders = [{ grams: 90, size: 1 }, { grams: 9000, size: 3 }, null].map((parcel, i) => ({
      __typename: 'Order',
      id: `o${i}`,
      parcel,
    }));
    return { query: { orders }, entities: orders };
  },
  cases: [
    {
      title: 'fetch what the first requires before it is asked for',
      query: '{ orders { freight } }',
      data: { orders: [{ freight: 'by light' }, { freight: 'by heavy' }, { freight: 'by unknown' }] },
      fetches: { orders: 2, freight: 2 },
    },
    {
      title: 'fetch each link once for the last',
      query: '{ orders { label } }',
      fetches: { orders: 2, freight: 2, labels: 1 },
    },
    { title: 'answer all links', query: '{ orders { label parcel { size } freight id weightClass } }' },
    {
      title: 'answer one under the name of another',
      query: '{ orders { weightClass: freight parcel: label } }',
    },
  ],
};

function weightClass(parcel: unknown): string {
  const grams = (parcel as Row | null)?.grams;
  return grams === undefined ? 'unknown' : Number(grams) > 1000 ? 'heavy' : 'light';
}

// The last link of the chain starts from a key that only the first subgraph tells.
const severalToWaitFor: SupergraphFixture = {
  title: '@requires of a field that waits for two subgraphs',
  subgraphs: {
    shelves: {
      sdl: `${FEDERATION_2}
        type Query { shelf: [Book] }
        type Book @key(fields: "isbn") { isbn: ID! pages: Int! author: [Author!]! }
        type Author { name: String! }`,
    },
    readers: {
      sdl: `${FEDERATION_2}
        type Book @key(fields: "id") @key(fields: "isbn") {
          id: ID! isbn: ID! author: [Author!]! @external
          byline: String @requires(fields: "author { name }")
        }
        type Author { name: String! @external }`,
    },
    blurbs: {
      sdl: `${FEDERATION_2}
        type Book @key(fields: "id") {
          id: ID! pages: Int! @external byline: String @external
          blurb: String @requires(fields: "pages byline")
        }`,
    },
  },
  computed: {
    'Book.byline': ({ author }) => bylineOf(author),
    'Book.blurb': ({ pages, byline, author }) => `${pages} pages by ${byline ?? bylineOf(author)}`,
  },
  world: () => {
    const books = [['Ann', 'Bo'], [], ['Cy']].map((names, i) => ({
      __typename: 'Book',
      id: `b${i}`,
      isbn: `i${i}`,
      pages: 100 + i,
      author: names.map((name) => ({ name })),
    }));
    return { query: { shelf: [books[0], null, books[1], books[2]] }, entities: books };
  },
  cases: [
    {
      title: 'ask for it once both have answered',
      query: '{ shelf { blurb } }',
      data: {
        shelf: [
          { blurb: '100 pages by Ann and Bo' },
          null,
          { blurb: '101 pages by nobody' },
          { blurb: '102 pages by Cy' },
        ],
      },
    },
    { title: 'answer it beside what it needs', query: '{ shelf { blurb byline author { name } id } }' },
  ],
};

function bylineOf(author: unknown): string {
  return (author as Row[]).map(({ name }) => name).join(' and ') || 'nobody';
}

const movedUp: SupergraphFixture = {
  title: '@requires of a field whose requirements come from both sides',
  subgraphs: {
    notes: {
      sdl: `${FEDERATION_2}
        type Song @key(fields: "id spot { bar }") { id: ID! spot: [Spot!]! notes: [Note] }
        type Note @key(fields: "pitch") { pitch: Int! }
        type Spot @shareable { bar: Int! }`,
    },
    songs: {
      sdl: `${FEDERATION_2}
        type Query { songs: [Song] }
        type Song @key(fields: "id") @key(fields: "id spot { bar }") {
          id: ID! spot: [Spot!]! tempo: [Float] @external notes: [Note] @external
          tune: String @requires(fields: "tempo notes { pitch }")
        }
        type Note @key(fields: "pitch") { pitch: Int! }
        type Spot @shareable { bar: Int! }`,
    },
    bands: {
      sdl: `${FEDERATION_2}
        type Song @key(fields: "id") {
          id: ID! tempo: [Float] tune: String @external
          mood: String @requires(fields: "tune")
        }`,
    },
  },
  computed: {
    'Song.tune': ({ tempo, notes }) => tuneOf(tempo, notes),
    'Song.mood': ({ tune, tempo, notes }) => `mood of ${tune ?? tuneOf(tempo, notes)}`,
  },
  world: () => {
    const note = (pitch: number) => ({ __typename: 'Note', pitch });
    const songs = [
      { __typename: 'Song', id: 's1', spot: [{ bar: 4 }], tempo: [1.5, null], notes: [note(3), null] },
      { __typename: 'Song', id: 's2', spot: [], tempo: null, notes: [] },
    ];
    return { query: { songs }, entities: [...songs, note(3)] };
  },
  cases: [
    {
      title: 'wait for both',
      query: '{ songs { mood notes { pitch } } }',
      data: {
        songs: [
          { mood: 'mood of [[1.5,null],[3,null]]', notes: [{ pitch: 3 }, null] },
          { mood: 'mood of [null,[]]', notes: [] },
        ],
      },
    },
    { title: 'wait for both where only it is asked for', query: '{ songs { mood } }' },
    { title: 'answer all links', query: '{ songs { tune mood tempo } }' },
  ],
};

function tuneOf(tempo: unknown, notes: unknown): string {
  return JSON.stringify([tempo, (notes as (Row | null)[]).map((note) => note?.pitch ?? null)]);
}

const providedAndRequired: SupergraphFixture = {
  title: '@requires of what the same subgraph provides',
  subgraphs: {
    teams: {
      sdl: `${FEDERATION_2}
        type Query { teams: [Team!]! best: Player }
        type Team @key(fields: "id") { id: ID! players: [Player!]! @provides(fields: "score { goals }") coach: Player }
        type Player @key(fields: "id") {
          id: ID! score: Score @external
          rank: String @requires(fields: "score { goals }")
        }
        type Score @shareable { goals: Int own: Int }`,
    },
    players: {
      sdl: `${FEDERATION_2}
        type Player @key(fields: "id") { id: ID! score: Score @shareable }
        type Score @shareable { goals: Int own: Int }`,
    },
  },
  computed: {
    'Player.rank': ({ score }) => `${(score as Row | null)?.goals ?? 'no'} goals`,
  },
  world: () => {
    const players = [{ goals: 4, own: 0 }, null].map((score, i) => ({
      __typename: 'Player',
      id: `p${i}`,
      score,
    }));
    const teams = [{ __typename: 'Team', id: 't1', players, coach: players[0] }];
    return { query: { teams, best: players[1] }, entities: [...teams, ...players] };
  },
  cases: [
    {
      title: 'ask for both at once',
      query: '{ teams { players { rank } } }',
      data: { teams: [{ players: [{ rank: '4 goals' }, { rank: 'no goals' }] }] },
      fetches: { teams: 1 },
    },
    {
      title: 'fetch it where it is not provided',
      query: '{ teams { coach { rank } } best { rank } }',
      data: { teams: [{ coach: { rank: '4 goals' } }], best: { rank: 'no goals' } },
    },
    { title: 'answer both ways', query: '{ teams { coach { rank } players { score { own } rank id } } }' },
  ],
};

const equalInputs: SupergraphFixture = {
  title: '@requires of which two links ask the same subgraph by the same key',
  subgraphs: {
    trains: {
      sdl: `${FEDERATION_2}
        type Train @key(fields: "code") {
          code: ID! stops: [Train!]! @external seats: Int @shareable load: String @external
          notice: String @requires(fields: "stops { code } load")
        }`,
    },
    lines: {
      sdl: `${FEDERATION_2}
        type Query { train: Train @shareable }
        type Train @key(fields: "code") { code: ID! stops: [Train!]! @shareable }`,
    },
    loads: {
      sdl: `${FEDERATION_2}
        type Train @key(fields: "id") @key(fields: "code") {
          id: ID! code: ID! stops: [Train!]! @shareable seats: Int @external isLate: Boolean @external
          load: String @requires(fields: "seats isLate")
        }`,
    },
    delays: {
      sdl: `${FEDERATION_2}
        type Query { train: Train @shareable }
        type Train @key(fields: "id") @key(fields: "code") {
          id: ID! code: ID! stops: [Train!]! @shareable isLate: Boolean
        }`,
    },
  },
  computed: {
    'Train.load': ({ seats, isLate }) => `${seats} ${isLate}`,
    'Train.notice': ({ stops, load, seats, isLate }) =>
      `${load ?? `${seats} ${isLate}`}: ${(stops as Row[]).map(({ code }) => code)}`,
  },
  world: () => {
    const trains = [7, 9].map((seats, i) => ({
      __typename: 'Train',
      id: `t${i}`,
      code: `c${i}`,
      seats,
      isLate: i === 0,
      stops: [] as Row[],
    }));
    trains[0]?.stops.push(...trains);
    return { query: { train: trains[0] }, entities: trains };
  },
  cases: [
    {
      title: 'make a plan',
      query: '{ train { notice load } }',
      data: { train: { notice: '7 true: c0,c1', load: '7 true' } },
    },
    {
      title: 'make a plan below',
      query: '{ train { stops { load notice } } }',
      data: {
        train: {
          stops: [
            { load: '7 true', notice: '7 true: c0,c1' },
            { load: '9 false', notice: '9 false: ' },
          ],
        },
      },
    },
  ],
};

export const REQUIRES_CHAINS: readonly SupergraphFixture[] = [
  thereAndBack,
  severalToWaitFor,
  movedUp,
  providedAndRequired,
  equalInputs,
];
