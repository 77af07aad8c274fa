import { FEDERATION_2 } from './harness/federation-link.js';
import type { SupergraphFixture } from './harness/supergraph-case.js';

const onField: SupergraphFixture = {
  title: '@provides on a field',
  subgraphs: {
    reviews: {
      sdl: `${FEDERATION_2}
        type Query { reviews: [Review!]! latest: User }
        type Review @key(fields: "id") { id: ID! text: String author: User @provides(fields: "name") about: User }
        type User @key(fields: "id") { id: ID! name: String! @external email: String! @external }
        extend type Query { mailed: User @provides(fields: "email") }`,
    },
    users: {
      sdl: `${FEDERATION_2}
        type User @key(fields: "id") { id: ID! name: String! @shareable email: String! @shareable age: Int }`,
    },
  },
  world: () => {
    const user = (id: string, age: number) => ({
      __typename: 'User',
      id,
      name: `N ${id}`,
      email: `${id}@x.test`,
      age,
    });
    const users = [user('u1', 20), user('u2', 30)];
    const reviews = ['r1', 'r2', 'r3'].map((id, i) => ({
      __typename: 'Review',
      id,
      text: `T ${id}`,
      author: users[i % 2] ?? null,
      about: users[(i + 1) % 2] ?? null,
    }));
    return { query: { reviews, latest: users[0], mailed: users[1] }, entities: [...users, ...reviews] };
  },
  cases: [
    {
      title: 'take what is provided without another fetch',
      query: '{ reviews { author { name id } } }',
      fetches: { reviews: 1 },
    },
    {
      title: 'not take it where it is not provided',
      query: '{ reviews { about { name } } latest { name } }',
      fetches: { reviews: 1, users: 1 },
    },
    {
      title: 'fetch only what is not provided',
      query: '{ reviews { author { name age } } }',
      fetches: { reviews: 1, users: 1 },
      sent: (calls) => {
        const asked = calls.find(({ subgraph }) => subgraph === 'users')?.query ?? '';
        if (!asked.includes('{age}')) throw new Error(`asked for more than the age: ${asked}`);
      },
    },
    {
      title: 'fetch an external field that is not provided here',
      query: '{ reviews { author { email name } } }',
    },
    {
      title: 'take it under an alias',
      query: '{ reviews { author { displayName: name } } }',
      fetches: { reviews: 1 },
    },
    {
      title: 'take it in fragments',
      query:
        '{ reviews { author { ...Named ... on User { id } ... { name } } } } fragment Named on User { name }',
      fetches: { reviews: 1 },
    },
    {
      title: 'ask for nothing that is skipped',
      query:
        '{ reviews { author { name ... on User @skip(if: true) { email } ... @include(if: false) { age } } } }',
      fetches: { reviews: 1 },
    },
  ],
};

const nested: SupergraphFixture = {
  title: '@provides of nested fields',
  subgraphs: {
    feed: {
      sdl: `${FEDERATION_2}
        type Query { feed: [Item!]! @provides(fields: "category { id name parent { id name } }") plain: [Item!]! }
        type Item @key(fields: "id") { id: ID! category: Category @external }
        type Category @key(fields: "id") { id: ID! name: String @external parent: Category @external }`,
    },
    categories: {
      sdl: `${FEDERATION_2}
        type Item @key(fields: "id") { id: ID! category: Category @shareable }
        type Category @key(fields: "id") { id: ID! name: String @shareable parent: Category @shareable count: Int }`,
    },
  },
  world: () => {
    const top = { __typename: 'Category', id: 'c0', name: 'Top', parent: null, count: 2 };
    const inner = { __typename: 'Category', id: 'c1', name: 'Inner', parent: top, count: 1 };
    const items = [
      { __typename: 'Item', id: 'i1', category: inner },
      { __typename: 'Item', id: 'i2', category: top },
      { __typename: 'Item', id: 'i3', category: null },
    ];
    return { query: { feed: items, plain: items }, entities: [top, inner, ...items] };
  },
  cases: [
    {
      title: 'take two levels from one fetch',
      query: '{ feed { category { name parent { name } } } }',
      fetches: { feed: 1 },
    },
    {
      title: 'fetch what lies deeper than is provided',
      query: '{ feed { category { parent { name parent { name } count } } } }',
    },
    {
      title: 'fetch all of it where nothing is provided',
      query: '{ plain { category { name } } }',
      fetches: { feed: 1, categories: 1 },
    },
    {
      title: 'answer both roots in one operation',
      query: '{ plain { category { parent { name } } } feed { id category { parent { id } } } }',
    },
  ],
};

const onInterface: SupergraphFixture = {
  title: '@provides on an interface',
  subgraphs: {
    media: {
      sdl: `${FEDERATION_2}
        type Query { media: Media @provides(fields: "animals { id name }") bare: Media }
        interface Media { id: ID! animals: [Animal] }
        interface Animal { id: ID! name: String }
        type Book implements Media @key(fields: "id") { id: ID! animals: [Animal] @external }
        type Dog implements Animal @key(fields: "id") { id: ID! name: String @external }
        type Cat implements Animal @key(fields: "id") { id: ID! name: String @external }`,
    },
    animals: {
      sdl: `${FEDERATION_2}
        interface Media { id: ID! animals: [Animal] }
        interface Animal { id: ID! name: String }
        type Book implements Media @key(fields: "id") { id: ID! animals: [Animal] @shareable }
        type Dog implements Animal @key(fields: "id") { id: ID! name: String @shareable age: Int }
        type Cat implements Animal @key(fields: "id") { id: ID! name: String @shareable age: Int }`,
    },
  },
  world: () => {
    const animals = [
      { __typename: 'Dog', id: 'a1', name: 'Rex', age: 8 },
      { __typename: 'Cat', id: 'a2', name: 'Tom', age: 3 },
      null,
    ];
    const book = { __typename: 'Book', id: 'm1', animals };
    return {
      query: { media: book, bare: book },
      entities: [book, ...animals.filter((animal) => animal !== null)],
    };
  },
  cases: [
    {
      title: 'take what is provided of each type',
      query: '{ media { id animals { id name } } }',
      data: { media: { id: 'm1', animals: [{ id: 'a1', name: 'Rex' }, { id: 'a2', name: 'Tom' }, null] } },
      fetches: { media: 1 },
    },
    { title: 'fetch the age of one type', query: '{ media { animals { name ... on Cat { age } } } }' },
    { title: 'fetch where nothing is provided', query: '{ bare { animals { __typename name } } }' },
  ],
};

const onUnion: SupergraphFixture = {
  title: '@provides on a union',
  subgraphs: {
    search: {
      sdl: `${FEDERATION_2}
        type Query { hits: [Hit!]! @provides(fields: "... on Book { title } ... on Film { minutes }") raw: [Hit!]! titled: [Hit!]! @provides(fields: "... on Film { title }") }
        union Hit = Book | Film
        type Book @key(fields: "id") { id: ID! title: String @external }
        type Film @key(fields: "id") { id: ID! title: String @external minutes: Int @external }`,
    },
    catalog: {
      sdl: `${FEDERATION_2}
        type Book @key(fields: "id") { id: ID! title: String @shareable pages: Int }
        type Film @key(fields: "id") { id: ID! title: String @shareable minutes: Int @shareable }`,
    },
  },
  world: () => {
    const hits = [
      { __typename: 'Book', id: 'b1', title: 'Moby', pages: 600 },
      { __typename: 'Film', id: 'f1', title: 'Alien', minutes: 117 },
      { __typename: 'Book', id: 'b2', title: null, pages: null },
    ];
    return { query: { hits, raw: hits, titled: hits }, entities: hits };
  },
  cases: [
    {
      title: 'take of each member what is provided of it',
      query: '{ hits { ... on Book { title } ... on Film { minutes } } }',
      data: { hits: [{ title: 'Moby' }, { minutes: 117 }, { title: null }] },
      fetches: { search: 1 },
    },
    {
      title: 'fetch of one member what is provided of the other',
      query: '{ hits { ... on Book { title } ... on Film { title } __typename } }',
      fetches: { search: 1, catalog: 1 },
    },
    {
      title: 'fetch all of it elsewhere',
      query: '{ raw { ... on Film { minutes title } ... on Book { pages title } } }',
    },
  ],
};

export const PROVIDES: readonly SupergraphFixture[] = [onField, nested, onInterface, onUnion];
