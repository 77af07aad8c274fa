import { seedId } from '@orrery/contracts';
import { createClient } from 'graphql-ws';
import { afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { WebSocket } from 'ws';
import { GraphClient } from './graph-client.js';

const PASSWORD = 'correct horse battery';
const LOGIN = `mutation ($input: LoginInput!) { login(input: $input) {
  ... on LoggedIn { user { id } tokens { accessToken refreshToken } } ... on MutationError { code } } }`;

interface Login {
  readonly user: { readonly id: string };
  readonly tokens: { readonly accessToken: string; readonly refreshToken: string };
}

describe('credentials that are taken back', () => {
  const places = inject('system');
  const client = new GraphClient(places);
  const email = `revoked-${Date.now()}@example.com`;
  const streams: { dispose(): void | Promise<void> }[] = [];

  beforeAll(async () => {
    const input = { email, displayName: 'Rea Voked', password: PASSWORD };
    const query = 'mutation ($input: RegisterInput!) { register(input: $input) { __typename } }';
    expect(await client.dataOf(query, { input })).toEqual({ register: { __typename: 'User' } });
  });
  afterEach(async () => {
    for (const stream of streams.splice(0)) await stream.dispose();
  });

  const logIn = async () =>
    (await client.dataOf(LOGIN, { input: { email, password: PASSWORD } })).login as Login;

  const as = async ({ tokens }: Login, query: string, variables: Record<string, unknown> = {}) =>
    client.post(JSON.stringify({ query, variables }), {
      'content-type': 'application/json',
      authorization: `Bearer ${tokens.accessToken}`,
    });

  /** A stream of a login's; it resolves with the code that its connection was closed with. */
  async function stream({ tokens }: Login): Promise<{ closed: Promise<number> }> {
    const authorization = `Bearer ${tokens.accessToken}`;
    const graphql = createClient({
      url: `ws://127.0.0.1:${places.gatewayPort}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      lazy: false,
      onNonLazyError: () => {},
      connectionParams: { authorization },
    });
    streams.push(graphql);
    const closed = new Promise<number>((resolve) => {
      graphql.on('closed', (event) => resolve((event as { code: number }).code));
    });
    const query = 'subscription ($id: ID!) { stockChanged(productId: $id) { id } }';
    graphql.subscribe(
      { query, variables: { id: seedId('Product', 0) } },
      { next() {}, error() {}, complete() {} },
    );
    await new Promise<void>((resolve) => graphql.on('connected', () => resolve()));
    return { closed };
  }

  it('should be refused after a logout, and their streams end; other sessions go on', async () => {
    const [left, stays] = [await logIn(), await logIn()];
    const ended = await stream(left);
    const kept = await stream(stays);
    expect(await as(left, 'mutation { logout }')).toMatchObject({ data: { logout: true } });
    expect(await ended.closed).toBe(4403);
    expect(await as(left, '{ me { id } }')).toMatchObject({ status: 401 });
    expect(await as(stays, '{ me { id } }')).toMatchObject({ data: { me: { id: stays.user.id } } });
    expect(await Promise.race([kept.closed, Promise.resolve('open')])).toBe('open');
  });

  it('should be those of before, when roles change', async () => {
    const before = await logIn();
    const ended = await stream(before);
    const query = `mutation ($input: AssignRolesInput!) { assignRoles(input: $input) { __typename } }`;
    const input = { userId: before.user.id, roles: ['CUSTOMER', 'WAREHOUSE'] };
    expect(await client.dataOf(query, { input }, 'alan')).toEqual({ assignRoles: { __typename: 'User' } });
    expect(await ended.closed).toBe(4403);
    const after = await logIn();
    expect(await as(after, '{ reservations(first: 1) { totalCount } }')).toMatchObject({ status: 200 });
    expect((await as(after, '{ reservations(first: 1) { totalCount } }')).errors).toBeUndefined();
  });
});
