import { FEDERATION_2 } from './harness/federation-link.js';
import type { Row, SupergraphFixture } from './harness/supergraph-case.js';

const simple: SupergraphFixture = {
  title: 'an interface object',
  subgraphs: {
    accounts: {
      sdl: `${FEDERATION_2}
        type Query { users: [Account!]! }
        interface Account @key(fields: "id") { id: ID! name: String! }
        type Admin implements Account @key(fields: "id") { id: ID! name: String! level: Int isActive: Boolean @shareable }
        type Guest implements Account @key(fields: "id") { id: ID! name: String! until: String isActive: Boolean @shareable }`,
    },
    logins: {
      sdl: `${FEDERATION_2}
        type Query { seen: [Account] owner: Account }
        type Account @key(fields: "id") @interfaceObject { id: ID! logins: Int! friends: [Account!]! }`,
    },
    flags: {
      sdl: `${FEDERATION_2}
        type Query { flagged: [Account!]! }
        type Account @key(fields: "id") @interfaceObject { id: ID! flags: [String!]! }`,
    },
  },
  world: () => {
    const account = (row: Row, flags: string[]) => ({
      isActive: true,
      name: `N ${row.id}`,
      friends: [] as Row[],
      flags,
      ...row,
    });
    const accounts = [
      account({ __typename: 'Admin', id: 'a1', level: 9, logins: 3 }, ['x']),
      account({ __typename: 'Guest', id: 'g1', until: 'may', logins: 1 }, []),
      account({ __typename: 'Admin', id: 'a2', level: 1, logins: 0 }, ['y', 'z']),
    ];
    for (const one of accounts) one.friends.push(...accounts.filter((other) => other !== one));
    return {
      query: { users: accounts, seen: [...accounts, null], owner: accounts[1], flagged: [accounts[2]] },
      entities: accounts,
    };
  },
  cases: [
    { title: 'answer its own fields alone', query: '{ seen { id logins } }', fetches: { logins: 1 } },
    {
      title: 'add its fields to each implementation',
      query: '{ users { id logins name } }',
      fetches: { accounts: 1, logins: 1 },
    },
    {
      title: 'find fields of the interface elsewhere',
      query: '{ seen { name id logins } }',
      fetches: { logins: 1, accounts: 1 },
    },
    {
      title: 'find out what type each is',
      query: '{ seen { __typename logins } }',
      data: {
        seen: [
          { __typename: 'Admin', logins: 3 },
          { __typename: 'Guest', logins: 1 },
          { __typename: 'Admin', logins: 0 },
          null,
        ],
      },
    },
    {
      title: 'answer fields of implementations',
      query:
        '{ seen { ... on Admin { level } ... on Guest { until name } } owner { ... on Admin { level } } }',
      data: { seen: [{ level: 9 }, { until: 'may', name: 'N g1' }, { level: 1 }, null], owner: {} },
    },
    {
      title: 'answer its own field in a fragment on an implementation',
      query: '{ seen { ... on Admin { logins } } }',
    },
    {
      title: 'tell the type in a fragment on an implementation',
      query: '{ seen { ... on Guest { __typename } } }',
    },
    {
      title: 'mix fields on the interface and on implementations',
      query: '{ seen { ... on Admin { level id name logins } id name } }',
    },
    { title: 'go from one interface object to another', query: '{ seen { flags } flagged { logins } }' },
    {
      title: 'go from one to another for one type only',
      query: '{ seen { ... on Admin { flags isActive } id } }',
    },
    {
      title: 'answer instances below instances',
      query: '{ owner { friends { logins friends { name ... on Admin { level } } } } }',
    },
    { title: 'answer aliases', query: '{ seen { n: name kind: __typename ... on Admin { name: level } } }' },
    {
      title: 'answer both roots in one operation',
      query:
        '{ users { ... on Guest { logins } } owner { ...A } } fragment A on Account { __typename flags ... on Guest { until } }',
    },
    {
      title: 'decide by variables',
      query:
        'query ($a: Boolean! $b: Boolean!) { seen { name @include(if: $a) ... on Admin @skip(if: $b) { level flags } } }',
      variables: { a: false, b: false },
    },
  ],
};

const withRequires: SupergraphFixture = {
  title: 'an interface object with @requires',
  subgraphs: {
    nodes: {
      sdl: `${FEDERATION_2}
        type Query { users: [NodeWithName!]! }
        interface NodeWithName @key(fields: "id") { id: ID! name: String }
        type User implements NodeWithName @key(fields: "id") { id: ID! name: String age: Int }
        type Bot implements NodeWithName @key(fields: "id") { id: ID! name: String maker: String }`,
    },
    names: {
      sdl: `${FEDERATION_2}
        type Query { others: [NodeWithName!]! }
        type NodeWithName @key(fields: "id") @interfaceObject {
          id: ID! name: String @external username: String @requires(fields: "name") initial: String
        }`,
    },
  },
  computed: { 'NodeWithName.username': ({ name }) => (name === null ? null : `@${name}`) },
  world: () => {
    const nodes = [
      { __typename: 'User', id: 'u1', name: 'ann', age: 11, initial: 'a' },
      { __typename: 'Bot', id: 'b1', name: null, maker: 'm', initial: '?' },
      { __typename: 'User', id: 'u2', name: 'bo', age: 22, initial: 'b' },
    ];
    return { query: { users: nodes, others: nodes }, entities: nodes };
  },
  cases: [
    {
      title: 'send what the implementations know',
      query: '{ users { username } }',
      data: { users: [{ username: '@ann' }, { username: null }, { username: '@bo' }] },
      fetches: { nodes: 1, names: 1 },
    },
    { title: 'go there and back', query: '{ others { id username } }', fetches: { names: 2, nodes: 1 } },
    { title: 'answer what is required too', query: '{ others { id name username initial } }' },
    {
      title: 'answer implementations only',
      query: '{ users { ... on User { age } } others { ... on User { age } } }',
    },
    {
      title: 'send what is required for one implementation only',
      query: '{ others { ... on User { username age id } id name } }',
    },
    {
      title: 'tell the type beside',
      query: '{ others { __typename username } users { username __typename } }',
    },
    {
      title: 'answer both implementations',
      query: '{ others { ... on Bot { maker username } ... on User { username n: name } } }',
    },
  ],
};

const indirect: SupergraphFixture = {
  title: 'interface objects that are reached over each other',
  subgraphs: {
    media: {
      sdl: `${FEDERATION_2}
        type Query { media: Media }
        interface Media @key(fields: "id") { id: ID! title: String! }
        type Video implements Media @key(fields: "id") { id: ID! title: String! seconds: Int! }
        type Article implements Media @key(fields: "id") { id: ID! title: String! words: Int! }`,
    },
    authors: {
      sdl: `${FEDERATION_2}
        type Query { author: Author }
        type Author @key(fields: "id") { id: ID! name: String! best: Media }
        type Media @key(fields: "id") @interfaceObject { id: ID! author: Author authorName: String! }`,
    },
    playlists: {
      sdl: `${FEDERATION_2}
        type Query { playlist: Playlist }
        type Playlist @key(fields: "id") { id: ID! name: String! media: [Media!]! }
        type Media @key(fields: "id") @interfaceObject { id: ID! inPlaylists: Int! }`,
    },
  },
  world: () => {
    const author = { __typename: 'Author', id: 'w1', name: 'Wim', best: null as Row | null };
    const media = [
      { __typename: 'Video', id: 'm1', title: 'V', seconds: 100, author, authorName: 'Wim', inPlaylists: 1 },
      {
        __typename: 'Article',
        id: 'm2',
        title: 'A',
        words: 9,
        author: null,
        authorName: 'none',
        inPlaylists: 1,
      },
    ];
    author.best = media[1] ?? null;
    const playlist = { __typename: 'Playlist', id: 'l1', name: 'L', media };
    return { query: { media: media[0], author, playlist }, entities: [author, playlist, ...media] };
  },
  cases: [
    {
      title: 'answer all of them in one operation',
      query: `{
        media { id title ... on Video { seconds authorName } ... on Article { words } }
        author { id name }
        playlist { id name media { id ... on Video { seconds } } }
      }`,
    },
    {
      title: 'go from one interface object over the interface to the next',
      query: '{ playlist { media { authorName title } } }',
    },
    {
      title: 'go over an entity back to an interface object',
      query: '{ playlist { media { author { best { inPlaylists __typename } } } } }',
    },
    {
      title: 'answer by type at each step',
      query: '{ author { best { ... on Article { words authorName inPlaylists } } } }',
    },
  ],
};

const unresolvable: SupergraphFixture = {
  title: 'an interface object without implementations where it is asked for',
  subgraphs: {
    a: {
      sdl: `${FEDERATION_2}
        type Query { product: Product }
        union Product = Bread
        type Bread @key(fields: "id") { id: ID! }`,
    },
    b: {
      sdl: `${FEDERATION_2}
        type Query { b: Node }
        type Node @key(fields: "id", resolvable: false) @interfaceObject { id: ID! field: String }`,
    },
    c: {
      sdl: `${FEDERATION_2}
        interface Node @key(fields: "id") { id: ID! }
        type Leaf implements Node @key(fields: "id") { id: ID! green: Boolean }`,
    },
  },
  world: () => {
    const leaf = { __typename: 'Leaf', id: 'n1', field: 'foo', green: true };
    return { query: { product: { __typename: 'Bread', id: 'p1' }, b: leaf }, entities: [leaf] };
  },
  cases: [
    {
      title: 'answer its own fields',
      query: '{ b { id field } }',
      data: { b: { id: 'n1', field: 'foo' } },
      fetches: { b: 1 },
    },
    { title: 'answer what only another knows', query: '{ b { __typename field ... on Leaf { green } } }' },
    { title: 'answer a union beside it', query: '{ product { ... on Bread { id } } }', fetches: { a: 1 } },
  ],
};

const requiresOfImplementations: SupergraphFixture = {
  title: 'an interface object that requires what the interface tells elsewhere only',
  subgraphs: {
    homes: {
      sdl: `${FEDERATION_2}
        interface Home @key(fields: "id") { id: ID! }
        type House implements Home @key(fields: "id") { id: ID! street: String @shareable }
        type Flat implements Home @key(fields: "id") @key(fields: "code") { id: ID! code: String! }`,
    },
    streets: {
      sdl: `${FEDERATION_2}
        type Query { house: House! homes: [Home!]! }
        interface Home { id: ID! street: String }
        type House implements Home @key(fields: "id") { id: ID! street: String @shareable }
        type Flat implements Home @key(fields: "id") @key(fields: "code") { id: ID! code: String! street: String }`,
    },
    signs: {
      sdl: `${FEDERATION_2}
        type Query { signed: [Home!]! }
        type Home @key(fields: "id") @interfaceObject {
          id: ID! street: String @external sign: String @requires(fields: "street")
        }`,
    },
  },
  computed: { 'Home.sign': ({ street }) => `to ${street ?? 'nowhere'}` },
  world: () => {
    const homes = [
      { __typename: 'House', id: 'h1', street: 'Elm' },
      { __typename: 'Flat', id: 'f1', code: 'c1', street: 'Oak' },
      { __typename: 'Flat', id: 'f2', code: 'c2', street: null },
    ];
    return { query: { house: homes[0], homes, signed: homes }, entities: homes };
  },
  cases: [
    {
      title: 'answer it for one implementation',
      query: '{ house { sign } }',
      data: { house: { sign: 'to Elm' } },
    },
    {
      title: 'answer it for each',
      query: '{ homes { sign } }',
      data: { homes: [{ sign: 'to Elm' }, { sign: 'to Oak' }, { sign: 'to nowhere' }] },
    },
    { title: 'answer it from where no implementation is known', query: '{ signed { sign } }' },
    {
      title: 'answer it in fragments',
      query:
        '{ homes { ... on Flat { sign code } ... on House { sign } } signed { ... on Flat { sign } street } }',
    },
  ],
};

export const INTERFACE_OBJECTS: readonly SupergraphFixture[] = [
  simple,
  withRequires,
  indirect,
  unresolvable,
  requiresOfImplementations,
];
