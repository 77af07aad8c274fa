import { FEDERATION_2 } from './harness/federation-link.js';
import type { Row, SupergraphFixture } from './harness/supergraph-case.js';

const conditions: SupergraphFixture = {
  title: '@requires under @skip and @include',
  subgraphs: {
    rooms: {
      sdl: `${FEDERATION_2}
        type Query { room: Room rooms: [Room!]! }
        type Room @key(fields: "id") {
          id: ID! size: Int @external heat(unit: String = "C"): Int @external owner: Person @external
          price: Int @requires(fields: "size")
          comfort: String @requires(fields: "heat(unit: \\"F\\")")
          sign: String @requires(fields: "owner { name }")
          floor: Int @external
          way: String @requires(fields: "floor")
          beds: Int
        }
        type Person @key(fields: "id") { id: ID! name: String @external }`,
    },
    plans: {
      sdl: `${FEDERATION_2} type Room @key(fields: "id") { id: ID! size: Int floor: Int owner: Person } type Person @key(fields: "id") { id: ID! }`,
    },
    sensors: {
      sdl: `${FEDERATION_2} type Room @key(fields: "id") { id: ID! heat(unit: String = "C"): Int }`,
    },
    people: { sdl: `${FEDERATION_2} type Person @key(fields: "id") { id: ID! name: String }` },
  },
  computed: {
    'Room.way': ({ floor }) => (floor === 0 ? 'straight on' : `up ${floor}`),
    'Room.price': ({ size }) => (size === null ? null : Number(size) * 10),
    'Room.comfort': ({ heat }) => `${heat} F`,
    'Room.sign': ({ owner }) => (owner as Row | null)?.name ?? 'free',
  },
  world: () => {
    const people = ['Ann', null].map((name, i) => ({ __typename: 'Person', id: `p${i}`, name }));
    const rooms = [12, 20, null].map((size, i) => ({
      __typename: 'Room',
      id: `r${i}`,
      size,
      beds: i,
      floor: i,
      owner: people[i] ?? null,
      heat: ({ unit }: { unit: string }) => (unit === 'F' ? 70 : 21) + i,
      comfort: `${70 + i} F`,
    }));
    return { query: { room: rooms[0], rooms }, entities: [...people, ...rooms] };
  },
  cases: [
    {
      title: 'answer what requires something else than what is left out',
      query:
        'query ($rare: Boolean!) { rooms { price beds comfort @include(if: $rare) sign @include(if: $rare) } }',
      variables: { rare: false },
      data: {
        rooms: [
          { price: 120, beds: 0 },
          { price: 200, beds: 1 },
          { price: null, beds: 2 },
        ],
      },
    },
    {
      title: 'answer all of it where nothing is left out',
      query:
        'query ($rare: Boolean!) { rooms { price beds comfort @include(if: $rare) sign @include(if: $rare) } }',
      variables: { rare: true },
    },
    {
      title: 'answer it where a second mention of the object is left out',
      query: 'query ($no: Boolean!) { room { price } room @skip(if: $no) { comfort id sign } }',
      variables: { no: true },
      data: { room: { price: 120 } },
    },
    {
      title: 'answer it where the same subgraph is asked for what both require',
      query: 'query ($no: Boolean!) { room { price } room @skip(if: $no) { way } }',
      variables: { no: true },
      data: { room: { price: 120 } },
    },
    {
      title: 'answer both where the same subgraph is asked for what both require',
      query: 'query ($no: Boolean!) { room { price } room @skip(if: $no) { way } }',
      variables: { no: false },
    },
    {
      title: 'answer it where the object itself may be left out',
      query:
        'query ($yes: Boolean!, $no: Boolean!) { room @include(if: $yes) { way stay: price @skip(if: $no) } }',
      variables: { yes: true, no: true },
      data: { room: { way: 'straight on' } },
    },
    {
      title: 'answer it where fragments are decided against each other',
      query: `query ($one: Boolean!, $two: Boolean!) {
        rooms { ... @include(if: $one) { price sign } ... @skip(if: $two) { comfort price } ...R @skip(if: $one) }
      } fragment R on Room { size sign }`,
      variables: { one: false, two: true },
    },
    {
      title: 'answer what the client asks for itself, left out or not',
      query: `query ($no: Boolean!) {
        rooms { heat @skip(if: $no) price comfort size @include(if: $no) owner @skip(if: $no) { name } sign }
      }`,
      variables: { no: true },
    },
    {
      title: 'answer one of which no requirement is certain',
      query: `query ($a: Boolean!, $b: Boolean!, $c: Boolean!) {
        rooms { price @include(if: $a) comfort @include(if: $b) sign @include(if: $c) }
      }`,
      variables: { a: false, b: true, c: false },
      data: { rooms: [{ comfort: '70 F' }, { comfort: '71 F' }, { comfort: '72 F' }] },
    },
    {
      title: 'leave all of it out',
      query: 'query ($no: Boolean!) { rooms { id ... @skip(if: $no) { price comfort sign } } }',
      variables: { no: true },
    },
  ],
};

const ofOneImplementation: SupergraphFixture = {
  title: '@requires of one implementation under @include',
  subgraphs: {
    visits: {
      sdl: `${FEDERATION_2}
        type Query { guest: Visitor guests: [Visitor!]! }
        interface Visitor @key(fields: "id") { id: ID! name: String }
        type Member implements Visitor @key(fields: "id") { id: ID! name: String level: Int }
        type Stranger implements Visitor @key(fields: "id") { id: ID! name: String }`,
    },
    badges: {
      sdl: `${FEDERATION_2}
        type Visitor @key(fields: "id") @interfaceObject {
          id: ID! name: String @external badge: String @requires(fields: "name") friends: [Visitor!]!
        }`,
    },
  },
  computed: { 'Visitor.badge': ({ name }) => `badge of ${name ?? 'nobody'}` },
  world: () => {
    const visitors: (Row & { friends: Row[] })[] = [
      { __typename: 'Stranger', id: 'v1', name: 'Ann', friends: [] },
      { __typename: 'Member', id: 'v2', name: null, level: 3, friends: [] },
    ];
    for (const visitor of visitors) visitor.friends.push(...visitors);
    return { query: { guest: visitors[0], guests: visitors }, entities: visitors };
  },
  cases: [
    {
      title: 'ask nothing of the other one',
      query:
        'query ($yes: Boolean!) { guest { ... on Member { badge @include(if: $yes) friends { __typename } } } }',
      variables: { yes: false },
      data: { guest: {} },
      fetches: { visits: 1 },
    },
    {
      title: 'ask for it where it is included',
      query:
        'query ($yes: Boolean!) { guests { ... on Member { badge @include(if: $yes) friends { id } } id } }',
      variables: { yes: true },
    },
    {
      title: 'ask for the rest where it is not',
      query:
        'query ($yes: Boolean!) { guests { ... on Member { badge @include(if: $yes) friends { badge } } badge } }',
      variables: { yes: false },
    },
  ],
};

export const REQUIRES_CONDITIONS: readonly SupergraphFixture[] = [conditions, ofOneImplementation];
