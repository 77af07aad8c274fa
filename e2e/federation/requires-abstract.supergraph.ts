import { FEDERATION_2 } from './harness/federation-link.js';
import type { Row, SupergraphFixture } from './harness/supergraph-case.js';

const fragments: SupergraphFixture = {
  title: '@requires with inline fragments',
  subgraphs: {
    data: {
      sdl: `${FEDERATION_2}
        type Query { a: Entity }
        type Entity @key(fields: "id") { id: ID! data: Foo }
        interface Foo { foo: String! }
        interface Bar implements Foo { foo: String! bar: String! }
        type Baz implements Foo & Bar @shareable { foo: String! bar: String! baz: String! }
        type Qux implements Foo & Bar @shareable { foo: String! bar: String! qux: String! }
        type Own implements Foo @shareable { foo: String! }`,
    },
    tool: {
      sdl: `${FEDERATION_2}
        type Query { b: Entity bb: Entity all: [Entity!]! }
        type Entity @key(fields: "id") {
          id: ID! data: Foo @external
          deep: String! @requires(fields: "data { foo ... on Bar { bar ... on Baz { baz } ... on Qux { qux } } }")
          flat: String! @requires(fields: "data { ... on Foo { foo } }")
        }
        interface Foo { foo: String! }
        interface Bar implements Foo { foo: String! bar: String! }
        type Baz implements Foo & Bar @shareable { foo: String! bar: String! baz: String! }
        type Qux implements Foo & Bar @shareable { foo: String! bar: String! qux: String! }
        type Own implements Foo @shareable { foo: String! }`,
    },
  },
  computed: {
    'Entity.deep': ({ data }) => {
      const { foo, bar, baz, qux } = (data ?? {}) as Record<string, unknown>;
      return JSON.stringify([foo, bar, baz, qux]);
    },
    'Entity.flat': ({ data }) => String((data as Row | null)?.foo),
  },
  world: () => {
    const entities = [
      { __typename: 'Entity', id: 'e1', data: null },
      { __typename: 'Entity', id: 'e2', data: { __typename: 'Qux', foo: 'f2', bar: 'b2', qux: 'q2' } },
      { __typename: 'Entity', id: 'e3', data: { __typename: 'Baz', foo: 'f3', bar: 'b3', baz: 'z3' } },
      { __typename: 'Entity', id: 'e4', data: { __typename: 'Own', foo: 'f4' } },
    ];
    return { query: { a: entities[1], b: entities[0], bb: entities[1], all: entities }, entities };
  },
  cases: [
    { title: 'tell null and types', query: '{ b { id data { __typename } } bb { id data { __typename } } }' },
    {
      title: 'gather in the first fetch what a later one requires',
      query: '{ a { deep } }',
      data: { a: { deep: '["f2","b2",null,"q2"]' } },
      fetches: { data: 1, tool: 1 },
    },
    {
      title: 'send for each object the fields of its own type',
      query: '{ all { deep } }',
      data: {
        all: [
          { deep: '[null,null,null,null]' },
          { deep: '["f2","b2",null,"q2"]' },
          { deep: '["f3","b3","z3",null]' },
          { deep: '["f4",null,null,null]' },
        ],
      },
      fetches: { data: 1, tool: 2 },
    },
    { title: 'send null where what is required is null', query: '{ b { data { __typename } deep flat } }' },
    {
      title: 'answer what the client selects of the same object',
      query: '{ all { data { ... on Baz { baz } foo } deep flat } }',
    },
  ],
};

const onInterface: SupergraphFixture = {
  title: '@requires of a field of an interface type',
  subgraphs: {
    people: {
      sdl: `${FEDERATION_2}
        type Query { a: User }
        type User @key(fields: "id") {
          id: ID! address: Address @external
          city: String @requires(fields: "address { id }")
          country: String @requires(fields: "address { ... on Work { id } }")
        }
        interface Address { id: ID! }
        type Home implements Address @key(fields: "id") { id: ID! city: String }
        type Work implements Address @key(fields: "id") { id: ID! city: String }`,
    },
    addresses: {
      sdl: `${FEDERATION_2}
        type Query { b: User }
        type User @key(fields: "id") { id: ID! address: Address }
        interface Address { id: ID! }
        type Home implements Address @key(fields: "id") { id: ID! }
        type Work implements Address @key(fields: "id") { id: ID! }
        type Second implements Address @key(fields: "id") { id: ID! }`,
    },
  },
  computed: {
    'User.city': ({ address }) => `city of ${(address as Row).id}`,
    'User.country': ({ address }) => {
      const { id, __typename } = address as Row;
      return id === undefined || (__typename !== undefined && __typename !== 'Work') ? null : `land of ${id}`;
    },
  },
  world: () => {
    const addresses = ['Home', 'Work', 'Second'].map((type) => ({
      __typename: type,
      id: type.toLowerCase(),
      city: 'C',
    }));
    const users = addresses.map((address, i) => ({ __typename: 'User', id: `u${i}`, address }));
    return { query: { a: users[0], b: users[1] }, entities: [...users, ...addresses] };
  },
  cases: [
    {
      title: "send the interface's own field",
      query: '{ a { city } b { city } }',
      data: { a: { city: 'city of home' }, b: { city: 'city of work' } },
    },
    {
      title: 'send an empty object where no fragment fits',
      query: '{ a { country } b { country } }',
      data: { a: { country: null }, b: { country: 'land of work' } },
    },
    { title: 'tell the type beside', query: '{ b { address { __typename id } country city } }' },
  ],
};

const onEveryImplementation: SupergraphFixture = {
  title: '@requires on implementations of an interface',
  subgraphs: {
    shapes: {
      sdl: `${FEDERATION_2}
        type Query { shapes: [Shape!]! }
        interface Shape { id: ID! }
        type Square implements Shape @key(fields: "id") { id: ID! side: Int! }
        type Circle implements Shape @key(fields: "id") { id: ID! radius: Int! }
        type Dot implements Shape { id: ID! }`,
    },
    areas: {
      sdl: `${FEDERATION_2}
        interface Sized { area: Int! }
        type Square implements Sized @key(fields: "id") { id: ID! side: Int! @external area: Int! @requires(fields: "side") }
        type Circle implements Sized @key(fields: "id") { id: ID! radius: Int! @external area: Int! @requires(fields: "radius") }`,
    },
  },
  computed: {
    'Square.area': ({ side }) => Number(side) ** 2,
    'Circle.area': ({ radius }) => 3 * Number(radius) ** 2,
  },
  world: () => {
    const shapes = [
      { __typename: 'Square', id: 's1', side: 3 },
      { __typename: 'Dot', id: 'd1' },
      { __typename: 'Circle', id: 'c1', radius: 2 },
      { __typename: 'Square', id: 's2', side: 4 },
    ];
    return { query: { shapes }, entities: shapes };
  },
  cases: [
    {
      title: 'send each type its own requirements',
      query: '{ shapes { id ... on Sized { area } } }',
      data: { shapes: [{ id: 's1', area: 9 }, { id: 'd1' }, { id: 'c1', area: 12 }, { id: 's2', area: 16 }] },
    },
    {
      title: 'send only those of the type that is asked for',
      query: '{ shapes { ... on Circle { area } __typename } }',
    },
    {
      title: 'answer different aliases of different types',
      query: '{ shapes { ... on Circle { a: area } ... on Square { b: area side } } }',
    },
  ],
};

export const REQUIRES_ABSTRACT: readonly SupergraphFixture[] = [
  fragments,
  onInterface,
  onEveryImplementation,
];
