import { FEDERATION_2 } from './harness/federation-link.js';
import type { SupergraphFixture } from './harness/supergraph-case.js';

const never = () => {
  throw new Error('this field was overridden by another subgraph');
};

const field: SupergraphFixture = {
  title: '@override of a field',
  subgraphs: {
    old: {
      sdl: `${FEDERATION_2}
        type Query { bills: [Bill!]! }
        type Bill @key(fields: "id") { id: ID! sum: Int note: String @shareable payer: Payer }
        type Payer @key(fields: "id") { id: ID! name: String }`,
      own: { 'Bill.sum': never, 'Payer.name': never },
    },
    fresh: {
      sdl: `${FEDERATION_2}
        type Query { newBill: Bill }
        type Bill @key(fields: "id") { id: ID! sum: Int @override(from: "old") note: String @shareable }
        type Payer @key(fields: "id") { id: ID! name: String @override(from: "old") }`,
    },
  },
  world: () => {
    const payer = { __typename: 'Payer', id: 'p1', name: 'Pia' };
    const bills = [
      { __typename: 'Bill', id: 'b1', sum: 10, note: 'n1', payer },
      { __typename: 'Bill', id: 'b2', sum: null, note: null, payer: null },
    ];
    return { query: { bills, newBill: bills[0] }, entities: [payer, ...bills] };
  },
  cases: [
    {
      title: 'ask the overriding subgraph only',
      query: '{ bills { id sum } }',
      data: {
        bills: [
          { id: 'b1', sum: 10 },
          { id: 'b2', sum: null },
        ],
      },
      fetches: { old: 1, fresh: 1 },
    },
    {
      title: 'take it at once where that one is asked anyway',
      query: '{ newBill { sum note } }',
      fetches: { fresh: 1 },
    },
    { title: 'go back for what was not overridden', query: '{ newBill { payer { name id } sum } }' },
    { title: 'override below other entities', query: '{ bills { payer { name } note } }' },
  ],
};

const unavailable: SupergraphFixture = {
  title: '@override from a subgraph that does not have the field',
  subgraphs: {
    a: {
      sdl: `${FEDERATION_2}
        type Query { feed: [Post!]! @shareable }
        type Post @key(fields: "id") { id: ID! createdAt: String! @override(from: "nobody") }`,
    },
    b: {
      sdl: `${FEDERATION_2}
        type Query { feed: [Post!]! @shareable }
        type Post @key(fields: "id") { id: ID! likes: Int }`,
    },
  },
  world: () => {
    const posts = ['p1', 'p2'].map((id, likes) => ({ __typename: 'Post', id, createdAt: `at ${id}`, likes }));
    return { query: { feed: posts }, entities: posts };
  },
  cases: [
    { title: 'answer it from where it is', query: '{ feed { createdAt } }', fetches: { a: 1 } },
    { title: 'answer it beside others', query: '{ feed { createdAt id likes } }' },
  ],
};

const ofInterface: SupergraphFixture = {
  title: '@override of a field that an interface has',
  subgraphs: {
    a: {
      sdl: `${FEDERATION_2}
        type Query { feed: [Post!]! }
        interface Post { id: ID! createdAt: String! }
        type ImagePost implements Post @key(fields: "id") { id: ID! createdAt: String! }`,
      own: { 'ImagePost.createdAt': never },
    },
    b: {
      sdl: `${FEDERATION_2}
        type Query { anotherFeed: [AnyPost!]! }
        interface Post { id: ID! createdAt: String! }
        interface AnyPost { id: ID! createdAt: String! }
        type TextPost implements Post @key(fields: "id") { id: ID! createdAt: String! body: String! }
        type ImagePost implements Post & AnyPost @key(fields: "id") { id: ID! createdAt: String! @override(from: "a") }`,
    },
  },
  world: () => {
    const posts = ['i1', 'i2'].map((id) => ({ __typename: 'ImagePost', id, createdAt: `at ${id}` }));
    return { query: { feed: posts, anotherFeed: posts }, entities: posts };
  },
  cases: [
    {
      title: 'not take it over the interface',
      query: '{ feed { id createdAt } }',
      data: {
        feed: [
          { id: 'i1', createdAt: 'at i1' },
          { id: 'i2', createdAt: 'at i2' },
        ],
      },
      fetches: { a: 1, b: 1 },
    },
    {
      title: 'answer nothing of a type that does not occur',
      query: '{ feed { ... on TextPost { id body } } }',
      data: { feed: [{}, {}] },
    },
    { title: 'take it where it is its own', query: '{ anotherFeed { createdAt } }', fetches: { b: 1 } },
    {
      title: 'take it for the interface and the type',
      query: '{ anotherFeed { createdAt id ... on ImagePost { createdAt id } } }',
    },
  ],
};

const withRequires: SupergraphFixture = {
  title: '@override of a field that others require',
  subgraphs: {
    users: {
      sdl: `${FEDERATION_2}
        type Query { users: [User!]! }
        type User @key(fields: "id") { id: ID! name: String! }`,
      own: { 'User.name': never },
    },
    profiles: {
      sdl: `${FEDERATION_2}
        type User @key(fields: "id") { id: ID! name: String! @override(from: "users") }`,
    },
    cards: {
      sdl: `${FEDERATION_2}
        type Query { cardUser: User }
        type User @key(fields: "id") { id: ID! name: String! @external card: String @requires(fields: "name") }`,
    },
  },
  computed: { 'User.card': ({ name }) => `card of ${name}` },
  world: () => {
    const users = ['u1', 'u2'].map((id) => ({ __typename: 'User', id, name: `N ${id}` }));
    return { query: { users, cardUser: users[1] }, entities: users };
  },
  cases: [
    {
      title: 'send the overriding value',
      query: '{ users { card } }',
      fetches: { users: 1, profiles: 1, cards: 1 },
    },
    {
      title: 'send it in a circle',
      query: '{ cardUser { card id } }',
      data: { cardUser: { card: 'card of N u2', id: 'u2' } },
    },
    { title: 'answer both', query: '{ users { name card } cardUser { name } }' },
  ],
};

export const OVERRIDES: readonly SupergraphFixture[] = [field, unavailable, ofInterface, withRequires];
