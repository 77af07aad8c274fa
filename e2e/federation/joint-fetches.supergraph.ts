import { FEDERATION_2 } from './harness/federation-link.js';
import type { SupergraphFixture } from './harness/supergraph-case.js';

const places: SupergraphFixture = {
  title: 'fetches that ask the same about objects of several places',
  subgraphs: {
    feed: {
      sdl: `${FEDERATION_2}
        type Query { top: Post posts: [Post!]! }
        type Post { author: User! editor: User }
        type User @key(fields: "id") { id: ID! }`,
    },
    users: {
      sdl: `${FEDERATION_2}
        type User @key(fields: "id") { id: ID! name: String! mail: String home: Town friends: [User!]! }
        type Town @key(fields: "id") { id: ID! }`,
    },
    towns: {
      sdl: `${FEDERATION_2}
        type Town @key(fields: "id") { id: ID! label(lang: String): String size: Int }`,
    },
  },
  world: () => {
    const town = (id: string) => ({
      __typename: 'Town',
      id,
      label: ({ lang }: { lang?: string }) => `${id} in ${lang}`,
      size: 3,
    });
    const [near, far] = [town('near'), town('far')];
    const user = (id: string, home: unknown) => ({
      __typename: 'User',
      id,
      name: `N ${id}`,
      home,
      mail: () => {
        if (id === 'b') throw new Error('no mail');
        return `${id}@x`;
      },
      friends: [] as unknown[],
    });
    const [a, b] = [user('a', near), user('b', far)];
    a.friends.push(b, a);
    b.friends.push(a);
    const post = (author: unknown, editor: unknown) => ({ __typename: 'Post', author, editor });
    return {
      query: { top: post(a, b), posts: [post(b, a), post(a, a)] },
      entities: [a, b, near, far],
    };
  },
  cases: [
    {
      title: 'be one request, about each entity once',
      query: '{ top { author { name } editor { name } } posts { author { name } editor { name } } }',
      fetches: { feed: 1, users: 1 },
      sent: (calls) => {
        const { representations } = calls.find(({ subgraph }) => subgraph === 'users')?.variables ?? {};
        if ((representations as unknown[]).length !== 2) throw new Error('an entity was asked about twice');
      },
    },
    {
      title: 'be several where what they ask differs',
      query: '{ top { author { name } editor { name id home { id } } } }',
      fetches: { feed: 1, users: 2 },
    },
    {
      title: 'leave each place what only it asks for below the entity',
      query: `{ top { author { home { label(lang: "en") } } editor { home { label(lang: "de") } } }
        posts { author { home { label(lang: "fr") size } } } }`,
      fetches: { feed: 1, users: 1, towns: 3 },
    },
    {
      title: 'leave each place its own lists',
      query: `{ top { author { friends { home { label(lang: "en") } } } }
        posts { author { friends { home { label(lang: "de") } } } } }`,
    },
    {
      title: 'go on together below',
      query: '{ top { author { home { size } } editor { home { size } } } }',
      fetches: { feed: 1, users: 1, towns: 1 },
    },
    {
      title: 'tell an error at every place',
      query: '{ top { author { mail } editor { mail } } posts { author { mail } } }',
      data: {
        top: { author: { mail: 'a@x' }, editor: { mail: null } },
        posts: [{ author: { mail: null } }, { author: { mail: 'a@x' } }],
      },
      errors: [
        ['top', 'editor', 'mail'],
        ['posts', 0, 'author', 'mail'],
      ].map((path) => ({ path, code: 'DOWNSTREAM_SERVICE_ERROR', subgraph: 'users' })),
      fetches: { feed: 1, users: 1 },
    },
    {
      title: 'be told at every place when they fail',
      query: '{ top { author { mail } editor { mail } } }',
      misbehave: { users: () => ({ data: null, errors: [{ message: 'away' }] }) },
      data: { top: { author: { mail: null }, editor: { mail: null } } },
      errors: ['author', 'editor'].map((name) => ({
        path: ['top', name, 'mail'],
        code: 'DOWNSTREAM_SERVICE_ERROR',
        subgraph: 'users',
      })),
    },
    {
      title: 'be told at every place when an entity is forgotten',
      query: '{ top { author { mail } editor { mail } } }',
      misbehave: {
        users: ({ data }) => ({ data: { _entities: ((data?._entities ?? []) as unknown[]).slice(1) } }),
      },
      data: { top: { author: { mail: null }, editor: { mail: null } } },
      errors: ['author', 'editor'].map((name) => ({
        path: ['top', name, 'mail'],
        code: 'INTERNAL_SERVER_ERROR',
      })),
    },
  ],
};

export const JOINT_FETCHES: readonly SupergraphFixture[] = [places];
