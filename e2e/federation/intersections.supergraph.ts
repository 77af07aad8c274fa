import { FEDERATION_2 } from './harness/federation-link.js';
import type { SupergraphFixture } from './harness/supergraph-case.js';

const enums: SupergraphFixture = {
  title: 'an enum with a value that clients may not see',
  subgraphs: {
    a: {
      sdl: `${FEDERATION_2}
        type Query { users: [User] }
        type User @key(fields: "id") { id: ID type: UserType @shareable }
        enum UserType { REGULAR }`,
    },
    b: {
      sdl: `${FEDERATION_2}
        type Query { usersByType(type: UserType!): [User!] usersB: [User!] types: [UserType!] }
        type User @key(fields: "id") { id: ID type: UserType @shareable mustType: UserType! }
        enum UserType { ANONYMOUS @inaccessible REGULAR }`,
    },
  },
  world: () => {
    const users = ['REGULAR', 'ANONYMOUS'].map((type, i) => ({
      __typename: 'User',
      id: `u${i}`,
      type,
      mustType: type,
    }));
    return {
      query: {
        users,
        usersB: users,
        types: ['REGULAR', 'ANONYMOUS'],
        usersByType: ({ type }: { type: string }) => users.filter((user) => user.type === type),
      },
      entities: users,
    };
  },
  cases: [
    {
      title: 'answer other fields',
      query: '{ users { id } }',
      data: { users: [{ id: 'u0' }, { id: 'u1' }] },
    },
    {
      title: 'tell the error of a subgraph that does not know the value',
      query: '{ users { id type } }',
      data: {
        users: [
          { id: 'u0', type: 'REGULAR' },
          { id: 'u1', type: null },
        ],
      },
      errors: [{ path: ['users', 1, 'type'], code: 'DOWNSTREAM_SERVICE_ERROR', subgraph: 'a' }],
    },
    {
      title: 'give null for the hidden value, as if it were not there',
      query: '{ usersB { id type } }',
      data: {
        usersB: [
          { id: 'u0', type: 'REGULAR' },
          { id: 'u1', type: null },
        ],
      },
      oracle: false,
    },
    {
      title: 'tell an error where null may not be',
      query: '{ usersB { mustType } }',
      data: { usersB: null },
      errors: [{ path: ['usersB', 1, 'mustType'], code: 'INTERNAL_SERVER_ERROR' }],
    },
    {
      title: 'tell an error where an element may not be null',
      query: '{ types }',
      data: { types: null },
      errors: [{ path: ['types', 1], code: 'INTERNAL_SERVER_ERROR' }],
    },
    { title: 'accept a value that all know', query: '{ usersByType(type: REGULAR) { id type } }' },
    {
      title: 'refuse the hidden value as an argument',
      query: '{ usersByType(type: ANONYMOUS) { id } }',
      errors: [{ code: 'GRAPHQL_VALIDATION_FAILED' }],
      fetches: {},
    },
    {
      title: 'refuse the hidden value as a variable',
      query: 'query ($type: UserType!) { usersByType(type: $type) { id } }',
      variables: { type: 'ANONYMOUS' },
      errors: [{ code: 'BAD_USER_INPUT' }],
      fetches: {},
    },
  ],
};

const inputs: SupergraphFixture = {
  title: 'an input object of which each subgraph knows a part',
  subgraphs: {
    a: {
      sdl: `${FEDERATION_2}
        type Query { inA(filter: Filter): [User!] echo(of: Nested): String }
        type User @key(fields: "id") { id: ID! }
        input Filter { first: Int! skip: Int = 0 }
        input Nested { text: String = "none" list: [Nested!] sort: Sort = ASC filter: Filter }
        enum Sort { ASC DESC }`,
    },
    b: {
      sdl: `${FEDERATION_2}
        type Query { inB(filter: Filter): [User!] }
        type User @key(fields: "id") { id: ID! name(of: Nested2): String }
        input Filter { first: Int! offset: Int skip: Int = 0 }
        input Nested2 { upper: Boolean! = false suffixes: [[String!]!] = [] }`,
    },
  },
  world: () => {
    const users = ['u1', 'u2', 'u3'].map((id) => ({
      __typename: 'User',
      id,
      name: ({ of }: { of?: { upper: boolean; suffixes: string[][] } | null }) =>
        of ? `${of.upper ? id.toUpperCase() : id}${of.suffixes.flat().join('')}` : id,
    }));
    const page = ({ filter }: { filter?: { first: number; skip: number } | null }) =>
      filter ? users.slice(filter.skip, filter.skip + filter.first) : users;
    return {
      query: { inA: page, inB: page, echo: ({ of }: { of: unknown }) => JSON.stringify(of) },
      entities: users,
    };
  },
  cases: [
    {
      title: 'accept fields that all know',
      query: '{ inA(filter: { first: 1 }) { id } inB(filter: { first: 1, skip: 1 }) { id } }',
    },
    {
      title: 'refuse a field that one does not know',
      query: '{ inB(filter: { first: 1, offset: 2 }) { id } }',
      errors: [{ code: 'GRAPHQL_VALIDATION_FAILED' }],
      fetches: {},
    },
    {
      title: 'refuse it in a variable',
      query: 'query ($f: Filter) { inB(filter: $f) { id } }',
      variables: { f: { first: 1, offset: 2 } },
      errors: [{ code: 'BAD_USER_INPUT' }],
      fetches: {},
    },
    {
      title: 'leave defaults to the subgraph',
      query: '{ echo(of: { list: [{ text: null }, {}] }) }',
      data: {
        echo: '{"text":"none","list":[{"text":null,"sort":"ASC"},{"text":"none","sort":"ASC"}],"sort":"ASC"}',
      },
    },
    {
      title: 'send variables inside input objects',
      query:
        'query ($t: String, $s: Sort! = DESC, $n: [Nested!]) { echo(of: { text: $t, sort: $s, list: $n }) }',
      variables: { n: [{ text: 'x', filter: { first: 2 } }] },
    },
    {
      title: "send arguments to an entity's field",
      query:
        'query ($up: Boolean!, $s: [String!]! = ["!"]) { inA { name(of: { upper: $up, suffixes: [$s, ["?"]] }) plain: name } }',
      variables: { up: true },
    },
    {
      title: 'tell a null variable from one that is not given',
      query:
        'query ($f: Filter, $g: Filter = { first: 2 }) { inA(filter: $f) { id } other: inA(filter: $g) { id } }',
      variables: { f: null },
    },
    {
      title: 'refuse a variable of the wrong type',
      query: 'query ($f: Filter) { inA(filter: $f) { id } }',
      variables: { f: { first: 'one' } },
      errors: [{ code: 'BAD_USER_INPUT' }],
      fetches: {},
    },
  ],
};

const hidden: SupergraphFixture = {
  title: 'fields and types that clients may not see',
  subgraphs: {
    ages: {
      sdl: `${FEDERATION_2}
        type Query { usersInAge: [User!] secret: String @inaccessible }
        type User @key(fields: "id") { id: ID! @inaccessible age: Int @shareable things: [Thing] }
        union Thing = Pen | Gem
        type Pen { ink: String }
        type Gem @inaccessible { carats: Int }`,
    },
    friends: {
      sdl: `${FEDERATION_2}
        type Query { usersInFriends: [User!] }
        type User @key(fields: "id") { id: ID! name: String friends(type: FriendType = FAMILY @inaccessible): [User!]! kind: FriendType @inaccessible }
        enum FriendType @inaccessible { FAMILY FRIEND }`,
    },
  },
  world: () => {
    const user = (id: string) => ({
      __typename: 'User',
      id,
      name: `N ${id}`,
      age: 9,
      things: [{ __typename: 'Pen', ink: 'red' }, { __typename: 'Gem', carats: 2 }, null],
      kind: 'FAMILY',
      friends: ({ type }: { type?: string }) => (type === 'FAMILY' || type === undefined ? others(id) : []),
    });
    const users = [user('u1'), user('u2')];
    const others = (id: string): unknown[] => users.filter((other) => other.id !== id);
    return { query: { usersInAge: users, usersInFriends: users, secret: 's' }, entities: users };
  },
  cases: [
    {
      title: 'use a hidden key between subgraphs',
      query: '{ usersInAge { age friends { name } } }',
      data: {
        usersInAge: [
          { age: 9, friends: [{ name: 'N u2' }] },
          { age: 9, friends: [{ name: 'N u1' }] },
        ],
      },
    },
    { title: 'go over it twice', query: '{ usersInFriends { name friends { age friends { age } } } }' },
    {
      title: 'refuse a hidden argument',
      query: '{ usersInFriends { friends(type: FRIEND) { name } } }',
      errors: [{ code: 'GRAPHQL_VALIDATION_FAILED' }],
      fetches: {},
    },
    {
      title: 'refuse a hidden field',
      query: '{ usersInAge { id } }',
      errors: [{ code: 'GRAPHQL_VALIDATION_FAILED' }],
      fetches: {},
    },
    {
      title: 'refuse a hidden root field',
      query: '{ secret }',
      errors: [{ code: 'GRAPHQL_VALIDATION_FAILED' }],
      fetches: {},
    },
    {
      title: 'give null for an object of a hidden type',
      query: '{ usersInAge { things { __typename ... on Pen { ink } } } }',
      data: {
        usersInAge: [
          { things: [{ __typename: 'Pen', ink: 'red' }, null, null] },
          { things: [{ __typename: 'Pen', ink: 'red' }, null, null] },
        ],
      },
      oracle: false,
    },
  ],
};

export const INTERSECTIONS: readonly SupergraphFixture[] = [enums, inputs, hidden];
