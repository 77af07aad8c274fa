import { setTimeout as pause } from 'node:timers/promises';
import { decodeProtectedHeader } from 'jose';
import * as oidc from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGateway, type TestGateway } from '../gateway/fixture/gateway.js';
import { type IdentitySystem, startIdentity } from './fixture/identity-system.js';
import { SUPERGRAPH } from './fixture/supergraph.js';
import { ADA, refusal, type Tokens, WebClient } from './fixture/web-client.js';

const PAUSE_MS = 500;
const ME = '{ me { email sessions { id isCurrent } } }';

interface Me {
  readonly me: { readonly email: string; readonly sessions: readonly { id: string; isCurrent: boolean }[] };
}

describe('the graph, with tokens of the OpenID provider', () => {
  let system: IdentitySystem;
  let web: WebClient;
  let gateway: TestGateway;

  beforeAll(async () => {
    system = await startIdentity([{ OIDC_REFRESH_LEEWAY_MS: '0' }]);
    web = await WebClient.discover(system);
    gateway = await startGateway(SUPERGRAPH, {
      ...system.gatewayEnv,
      REVOCATIONS_POLL_MS: '200',
    });
  });
  afterAll(async () => {
    await gateway.stop();
    await system.stop();
  });

  const ask = (query: string, token: string) =>
    gateway.query(query, { headers: { authorization: `Bearer ${token}` } });

  /** Resolves once the gateway refuses a token; the test ends without that when it never does. */
  async function refused(token: string): Promise<void> {
    for (;;) {
      const { status, errors } = await ask('{ __typename }', token);
      if (status === 401) return expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
      expect(status).toBe(200);
    }
  }

  async function machine(name: string): Promise<oidc.Configuration> {
    const { stdout } = await system.orrery('clients', 'add', name, '--scopes', 'users:read');
    const secret = /client_secret {2}(\S+)/.exec(stdout)?.[1] ?? '';
    return oidc.discovery(new URL(system.issuer), name, undefined, oidc.ClientSecretBasic(secret), {
      execute: [oidc.allowInsecureRequests],
    });
  }

  it('should know who logged in by the page, and which session it is', async () => {
    const { tokens } = await web.logIn();
    const { data, errors } = await ask(ME, tokens.access_token);
    expect(errors).toBeUndefined();
    const { me } = data as Me;
    expect(me.email).toBe(ADA.email);
    expect(me.sessions.filter(({ isCurrent }) => isCurrent)).toEqual([
      { id: tokens.claims()?.sid, isCurrent: true },
    ]);
  });

  it('should let a machine do what its scopes say, and nothing else', async () => {
    const robot = await machine('robot');
    const users = '{ users(first: 1) { nodes { email } } }';
    const { access_token: may } = await oidc.clientCredentialsGrant(robot, { scope: 'users:read' });
    expect((await ask(users, may)).errors).toBeUndefined();
    const { access_token: mayNot } = await oidc.clientCredentialsGrant(robot, { scope: 'stock:read' });
    const { data, errors } = await ask(users, mayNot);
    expect([data, errors?.length]).toEqual([null, 1]);
  });

  it.each<[string, (tokens: Tokens, browser: Login['browser']) => Promise<unknown>]>([
    [
      'a login that ended at the provider',
      async (_tokens, browser) => browser.submit(await browser.open('/logout'), { logout: 'yes' }),
    ],
    [
      'a login whose refresh token was revoked',
      ({ refresh_token: token }) => oidc.tokenRevocation(web.config, token ?? ''),
    ],
    [
      'a login whose refresh token was used twice',
      async ({ refresh_token: token = '' }) => {
        await oidc.refreshTokenGrant(web.config, token);
        expect(await refusal(oidc.refreshTokenGrant(web.config, token))).toBe('invalid_grant');
      },
    ],
    [
      'a login that its owner ended from another',
      async (tokens) => {
        const { tokens: other } = await web.logIn();
        const end = `mutation { endSession(id: "${tokens.claims()?.sid}") { __typename } }`;
        expect((await ask(end, other.access_token)).errors).toBeUndefined();
      },
    ],
  ])('should turn away the access token of %s, which has not expired', async (_whose, takeBack) => {
    const { tokens, browser } = await web.logIn();
    const { tokens: others } = await web.logIn();
    expect((await ask(ME, tokens.access_token)).status).toBe(200);
    await takeBack(tokens, browser);
    await refused(tokens.access_token);
    expect((await ask(ME, others.access_token)).status).toBe(200);
  });

  it('should turn away the token of a machine that was removed', async () => {
    const [removed, kept] = [await machine('removed'), await machine('kept')];
    const { access_token: token } = await oidc.clientCredentialsGrant(removed, { scope: 'users:read' });
    const { access_token: others } = await oidc.clientCredentialsGrant(kept, { scope: 'users:read' });
    expect((await ask('{ __typename }', token)).status).toBe(200);
    await system.orrery('clients', 'remove', 'removed');
    await refused(token);
    expect((await ask('{ __typename }', others)).status).toBe(200);
  });

  it('should turn away all tokens of keys that leaked, and let who has a refresh token go on', async () => {
    const { tokens: old } = await web.logIn();
    const { code, stdout } = await system.orrery('keys', 'rotate', '--leaked');
    expect(code).toBe(0);
    const kid = stdout.split(' ')[0];
    let { refresh_token: refreshToken = '' } = old;
    for (;;) {
      const next = await oidc.refreshTokenGrant(web.config, refreshToken);
      refreshToken = next.refresh_token ?? '';
      if (decodeProtectedHeader(next.access_token).kid !== kid) {
        await pause(PAUSE_MS); // the instance keeps its keys for some seconds
        continue;
      }
      const fresh = await startGateway(SUPERGRAPH, system.gatewayEnv);
      const statusOf = async (token: string) =>
        (await fresh.query(ME, { headers: { authorization: `Bearer ${token}` } })).status;
      expect([await statusOf(next.access_token), await statusOf(old.access_token)]).toEqual([200, 401]);
      return fresh.stop();
    }
  });
});

type Login = Awaited<ReturnType<WebClient['logIn']>>;
