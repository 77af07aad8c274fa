import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { createLogger } from '@orrery/runtime';
import { getOperationAST, graphql, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createEngine } from '../../executor/compiled-engine.js';
import { checkSupergraph } from '../../supergraph/read-supergraph.js';
import type { AuthorizationOptions } from './authorization-options.js';
import { type CallerClaims, NOBODY } from './caller-claims.js';

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires",
  "@context", "@fromContext", "@authenticated", "@requiresScopes", { name: "@policy", as: "@rule" }])\n`;

const SUBGRAPHS = {
  posts: `${LINK}
    type Query {
      me: User @authenticated
      post: Post
      posts: [Post!]!
      loose: [Post]
      found: [Found]
      level: Level
      token: Token
      needed: String! @requiresScopes(scopes: [["a", "b"], ["c"]])
    }
    type Mutation { publish: Post @requiresScopes(scopes: [["posts:write"]]) touch: Post }
    type Subscription { published: Post @authenticated }
    type User @key(fields: "id") { id: ID! name: String email: String @requiresScopes(scopes: [["read:email"]]) }
    interface Post { id: ID! title: String views: Int }
    type Public implements Post @key(fields: "id") { id: ID! title: String views: Int author: User }
    type Private implements Post @authenticated { id: ID! title: String views: Int secret: String }
    union Found = Public | Private
    enum Level @authenticated { LOW HIGH }
    scalar Token @requiresScopes(scopes: [["token"]])`,
  stats: `${LINK}
    type Public @key(fields: "id") { id: ID! rank: Int @rule(policies: [["ranks"]]) audit: String @rule(policies: [["audits"]]) }`,
};

const PUBLIC = {
  __typename: 'Public',
  id: '1',
  title: 'open',
  views: 5,
  author: { __typename: 'User', id: 'u', name: 'Ada', email: 'e' },
};
const PRIVATE = { __typename: 'Private', id: '2', title: 'closed', views: 6, secret: 'hush' };
const ROOT = {
  me: { __typename: 'User', id: 'u', name: 'Ada', email: 'ada@example.com' },
  post: PUBLIC,
  posts: [PUBLIC, PRIVATE],
  loose: [PUBLIC, PRIVATE],
  found: [PUBLIC, PRIVATE],
  level: 'HIGH',
  token: 'token',
  needed: 'n',
  publish: PUBLIC,
  touch: PUBLIC,
};

function engineOf(subgraphs: Readonly<Record<string, string>>, authorization?: AuthorizationOptions) {
  const services = Object.entries(subgraphs).map(([name, sdl]) => ({
    name,
    url: `http://${name}.test/`,
    typeDefs: parse(sdl),
  }));
  const composed = composeServices(services);
  if (composed.errors) throw new Error(composed.errors.map(({ message }) => message).join('\n'));
  return engineOn(composed.supergraphSdl, subgraphs, authorization);
}

function engineOn(
  sdl: string,
  subgraphs: Readonly<Record<string, string>>,
  authorization?: AuthorizationOptions,
) {
  const fetched: string[] = [];
  const schemas = new Map(
    Object.entries(subgraphs).map(([name, text]) => [
      name,
      buildSubgraphSchema({
        typeDefs: parse(text),
        resolvers: {
          Public: { __resolveReference: (key: object) => ({ ...key, rank: 1, audit: 'x', computed: 'c' }) },
        },
      }),
    ]),
  );
  const engine = createEngine(checkSupergraph(sdl), {
    log: createLogger({ service: 'test', level: 'silent' }),
    authorization,
    fetchSubgraph: async (name, { query, variables }) => {
      fetched.push(query);
      const schema = schemas.get(name);
      if (!schema) throw new Error(`no subgraph ${name}`);
      const answer = await graphql({
        schema,
        source: query,
        rootValue: ROOT,
        variableValues: { ...variables },
      });
      return {
        data: answer.data ?? {},
        errors: [...(answer.errors ?? [])].map(({ message }) => ({ message })),
      };
    },
  });
  const prepare = async (query: string, caller: CallerClaims) => {
    const document = parse(query);
    const operation = getOperationAST(document);
    if (!operation) throw new Error('no operation');
    const context = {
      requestId: 'r',
      deadline: { signal: new AbortController().signal, remainingMs: () => 10_000 },
      forwardedHeaders: {},
      claims: () => caller,
      log: createLogger({ service: 'test', level: 'silent' }),
    };
    return { prepared: await engine.prepare({ document, operation, queryHash: query }, context), context };
  };
  return {
    close: () => engine.close(),
    prepare,
    run: async (query: string, caller: CallerClaims = NOBODY, variables = {}) => {
      fetched.length = 0;
      const { prepared, context } = await prepare(query, caller);
      const { data, errors, extensions } = await prepared.execute({ variables, context });
      return {
        data: JSON.parse(JSON.stringify(data ?? null)),
        denied: (errors ?? []).map((error) => [error.extensions.code, error.path?.join('.')].join(' ')),
        extensions: extensions && JSON.parse(JSON.stringify(extensions)),
        fetched: [...fetched].join('\n'),
      };
    },
  };
}

const user = (...scopes: string[]): CallerClaims => ({ isAuthenticated: true, scopes });
const at = (...paths: string[]) => paths.map((path) => `UNAUTHORIZED_FIELD_OR_TYPE ${path}`);

describe('authorization directives', () => {
  const graph = engineOf(SUBGRAPHS, {
    policies: (names) => Object.fromEntries(names.map((name) => [name, name === 'ranks'])),
  });

  it('should take fields out before any fetch, and tell each of them', async () => {
    expect(await graph.run('{ me { name } post { title } }')).toMatchObject({
      data: { me: null, post: null },
      denied: at('me', 'post'),
      fetched: '',
    });
    expect(await graph.run('{ me { name email } }', user())).toMatchObject({
      data: { me: { name: 'Ada', email: null } },
      denied: at('me.email'),
    });
    expect((await graph.run('{ me { name email } }', user('read:email'))).data).toEqual({
      me: { name: 'Ada', email: 'ada@example.com' },
    });
  });

  it('should give objects whose every selected field is denied as objects', async () => {
    const { data, denied, fetched } = await graph.run('{ me { mail: email } }', user());
    expect(data).toEqual({ me: { mail: null } });
    expect(denied).toEqual(at('me.mail'));
    expect(fetched).not.toContain('email');
  });

  it('should need all of one alternative, and propagate null from what may not be null', async () => {
    expect((await graph.run('{ needed }', user('a'))).data).toBe(null);
    expect((await graph.run('{ needed }', user('a', 'b'))).data).toEqual({ needed: 'n' });
    expect((await graph.run('{ needed }', user('c'))).data).toEqual({ needed: 'n' });
  });

  it('should hold enums and scalars', async () => {
    expect(await graph.run('{ level token }', user())).toMatchObject({
      data: { level: 'HIGH', token: null },
      denied: at('token'),
    });
  });

  it('should deny an interface of which one implementation is protected, but not fragments on the others', async () => {
    expect(await graph.run('{ posts { title } }')).toMatchObject({
      data: null,
      denied: at('posts'),
      fetched: '',
    });
    expect(await graph.run('{ loose { ... on Public { title } } }')).toMatchObject({
      data: { loose: [{ title: 'open' }, {}] },
      denied: [],
    });
    const mixed = await graph.run(
      '{ loose { ... on Public { title } ...P } } fragment P on Private { s: secret }',
    );
    expect(mixed.data).toEqual({ loose: [{ title: 'open' }, { s: null }] });
    expect(mixed.denied).toEqual(at('loose.@.... on Private'));
    expect(mixed.fetched).not.toContain('secret');
  });

  it('should not be got around by fragments on the interface, aliases or conditions', async () => {
    for (const query of [
      '{ loose { ...F } } fragment F on Post { title }',
      '{ loose { ... on Post { ... { t: title } } } }',
      '{ loose { ... on Post @include(if: true) { id } } }',
    ]) {
      expect(await graph.run(query)).toMatchObject({
        data: { loose: null },
        denied: at('loose'),
        fetched: '',
      });
    }
    const found = await graph.run('{ found { __typename ... on Post { title } } }');
    expect(found.data).toEqual({ found: null });
    expect(found.fetched).toBe('');
  });

  it('should deny and tell only what the variables select', async () => {
    const query = 'query Q($x: Boolean!) { me @include(if: $x) { name } loose { __typename } }';
    const without = await graph.run(query, NOBODY, { x: false });
    expect(without.data).toEqual({ loose: [{ __typename: 'Public' }, { __typename: 'Private' }] });
    expect(without.denied).toEqual([]);
    const withMe = await graph.run(query, NOBODY, { x: true });
    expect(withMe.data).toEqual({ me: null, loose: [{ __typename: 'Public' }, { __typename: 'Private' }] });
    expect(withMe.denied).toEqual(at('me'));
    expect(withMe.fetched).not.toMatch(/\bme\b/);
  });

  it('should not run a mutation that is denied', async () => {
    const { data, denied, fetched } = await graph.run('mutation { publish { id } touch { __typename } }');
    expect(data).toEqual({ publish: null, touch: { __typename: 'Public' } });
    expect(denied).toEqual(at('publish'));
    expect(fetched).not.toContain('publish');
  });

  it('should not listen to a subscription that is denied', async () => {
    const { prepared, context } = await graph.prepare('subscription { published { __typename } }', NOBODY);
    expect(prepared.subscription({ variables: {}, context })).toMatchObject({
      errors: [{ path: ['published'] }],
    });
  });

  it('should ask for all policies of an operation once, also where the directive is renamed', async () => {
    const asked: string[][] = [];
    const other = engineOf(SUBGRAPHS, {
      policies: async (names) => {
        asked.push([...names]);
        return { ranks: true };
      },
    });
    const query = '{ found { ... on Public { rank audit other: audit } } }';
    expect(await other.run(query)).toMatchObject({
      data: { found: [{ rank: 1, audit: null, other: null }, {}] },
      denied: at('found.@.audit', 'found.@.other'),
    });
    expect(asked).toEqual([['ranks', 'audits']]);
    await other.close();
    const without = engineOf(SUBGRAPHS);
    expect((await without.run(query)).data).toEqual({
      found: [{ rank: null, audit: null, other: null }, {}],
    });
    await without.close();
  });

  it('should answer introspection', async () => {
    const { data } = await graph.run(
      '{ __schema { queryType { ...T } } me { id } } fragment T on __Type { name }',
    );
    expect(data).toEqual({ __schema: { queryType: { name: 'Query' } }, me: null });
  });

  it('should answer at once what is deferred when something is denied', async () => {
    const { data } = await graph.run('{ me { name ... @defer { email } } }', user());
    expect(data).toEqual({ me: { name: 'Ada', email: null } });
  });

  it('should refuse the whole operation, or tell elsewhere, as it is set', async () => {
    const rejecting = engineOf(SUBGRAPHS, { rejectUnauthorized: true });
    expect(await rejecting.run('{ me { name } loose { __typename } }')).toMatchObject({
      data: null,
      denied: at('me'),
      fetched: '',
    });
    await rejecting.close();
    const telling = engineOf(SUBGRAPHS, { errors: 'extensions' });
    expect(await telling.run('{ me { name } }')).toMatchObject({
      data: { me: null },
      denied: [],
      extensions: { authorizationErrors: [{ path: ['me'] }] },
    });
    await telling.close();
  });

  it('should give callers who get the same one plan', async () => {
    const query = '{ me { name email } }';
    const [first, second, all] = [user('x'), user('y'), user('read:email')];
    expect((await graph.prepare(query, first)).prepared).toBe((await graph.prepare(query, second)).prepared);
    expect((await graph.prepare(query, first)).prepared).not.toBe((await graph.prepare(query, all)).prepared);
  });
});
