import { decodeJwt } from 'jose';
import * as oidc from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type IdentitySystem, startIdentity } from './fixture/identity-system.js';
import { ADA_ID, accessTokenVerifier, refusal, type Tokens, WebClient } from './fixture/web-client.js';

describe('tokens of the OpenID provider', () => {
  let system: IdentitySystem;
  /** At an instance to which each second use of a token is a theft. */
  let strict: WebClient;
  /** At two that forgive it for so long that no test is too slow. */
  let patient: WebClient[];

  beforeAll(async () => {
    const forgiving = { OIDC_REFRESH_LEEWAY_MS: '600000' };
    system = await startIdentity([{ OIDC_REFRESH_LEEWAY_MS: '0' }, forgiving, forgiving]);
    strict = await WebClient.discover(system);
    patient = await Promise.all(system.ports.slice(1).map((port) => WebClient.discover(system, port)));
  });
  afterAll(() => system.stop());

  const refresh = (token: string | undefined, web = strict) =>
    oidc.refreshTokenGrant(web.config, token ?? '');
  const verifier = () => accessTokenVerifier(system);

  it('should be renewed, each time by the newest refresh token', async () => {
    let { tokens }: { tokens: oidc.TokenEndpointResponse } = await strict.logIn();
    const [{ sid }, seen] = [decodeJwt(tokens.access_token), new Set([tokens.refresh_token])];
    for (let round = 0; round < 5; round++) {
      tokens = await refresh(tokens.refresh_token);
      seen.add(tokens.refresh_token);
      expect(decodeJwt(tokens.access_token)).toMatchObject({ sub: ADA_ID, sid });
      expect((await verifier()(tokens.access_token)).caller).toMatchObject({ userId: ADA_ID });
    }
    expect(seen.size).toBe(6);
  });

  it('should all end when a refresh token is used a second time', async () => {
    const { tokens: first } = await strict.logIn();
    const { tokens: others } = await strict.logIn();
    const second = await refresh(first.refresh_token);
    expect(await refusal(refresh(first.refresh_token))).toBe('invalid_grant');
    expect(await refusal(refresh(second.refresh_token))).toBe('invalid_grant');
    expect(await refresh(others.refresh_token)).toMatchObject({ refresh_token: expect.any(String) });
  });

  it('should leave exactly one that works of 50 parallel refreshes, at two instances', async () => {
    const { tokens } = await strict.logIn();
    const answers = await Promise.allSettled(
      Array.from({ length: 50 }, (_, nth) => refresh(tokens.refresh_token, patient[nth % 2])),
    );
    const renewed = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    expect(renewed).toHaveLength(1);
    for (const answer of answers) {
      if (answer.status === 'rejected') expect(answer.reason.error).toBe('invalid_grant');
    }
    const next = await refresh(renewed[0]?.refresh_token, patient[1]);
    expect(await refusal(refresh(renewed[0]?.refresh_token, patient[0]))).toBe('invalid_grant');
    expect(await refresh(next.refresh_token)).toMatchObject({ access_token: expect.any(String) });
  });

  it('should end when their refresh token is revoked, and only those', async () => {
    const [{ tokens: mine }, { tokens: others }] = [await strict.logIn(), await strict.logIn()];
    await oidc.tokenRevocation(strict.config, mine.refresh_token ?? '');
    expect(await refusal(refresh(mine.refresh_token))).toBe('invalid_grant');
    expect(await refresh(others.refresh_token)).toMatchObject({ access_token: expect.any(String) });
    // RFC 7009, 2.2: a token that is none is as good as revoked.
    await oidc.tokenRevocation(strict.config, 'nonsense');
  });

  it('should not be had with the refresh token of another client', async () => {
    const { tokens } = await strict.logIn();
    const response = await fetch(`${system.issuer}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        client_id: 'orrery-graphql',
        refresh_token: tokens.refresh_token ?? '',
      }),
    });
    expect([response.status, await response.json()]).toEqual([
      400,
      expect.objectContaining({ error: 'invalid_grant' }),
    ]);
    expect(await refresh(tokens.refresh_token)).toMatchObject({ access_token: expect.any(String) });
  });

  describe('of a machine', () => {
    let secret: string;
    const machine = (given: string) =>
      oidc.discovery(new URL(system.issuer), 'stock-robot', undefined, oidc.ClientSecretBasic(given), {
        execute: [oidc.allowInsecureRequests],
      });

    beforeAll(async () => {
      const added = await system.orrery(
        'clients',
        'add',
        'stock-robot',
        '--scopes',
        'stock:read,stock:adjust',
      );
      secret = /client_secret {2}(\S+)/.exec(added.stdout)?.[1] ?? added.stderr;
    });

    it('should come by client credentials, and say what it may do', async () => {
      const tokens = await oidc.clientCredentialsGrant(await machine(secret), { scope: 'stock:read' });
      expect(tokens.refresh_token).toBeUndefined();
      expect(decodeJwt(tokens.access_token)).toMatchObject({
        sub: 'client:stock-robot',
        scope: 'stock:read',
      });
      expect((await verifier()(tokens.access_token)).caller).toMatchObject({
        kind: 'machine',
        clientId: 'client:stock-robot',
        scopes: ['stock:read'],
        roles: [],
      });
    });

    it('should not come without its secret, nor with more than it was given', async () => {
      expect(
        await refusal(oidc.clientCredentialsGrant(await machine('guessed'), { scope: 'stock:read' })),
      ).toBe('invalid_client');
      const config = await machine(secret);
      const more = await oidc.clientCredentialsGrant(config, { scope: 'payments:refund stock:read all' });
      expect(more.scope).toBe('stock:read'); // RFC 6749, 3.3: what was left out is told
      expect(decodeJwt(more.access_token)).toMatchObject({ scope: 'stock:read', roles: [] });
      const code = fetch(`${system.issuer}/authorize?client_id=stock-robot&response_type=code`);
      expect((await code).status).toBe(400);
    });

    it('should not come after it was removed', async () => {
      const config = await machine(secret);
      expect(await system.orrery('clients', 'list')).toMatchObject({
        code: 0,
        stdout: 'stock-robot  stock:read,stock:adjust\n',
      });
      expect((await system.orrery('clients', 'remove', 'stock-robot')).code).toBe(0);
      expect(await refusal(oidc.clientCredentialsGrant(config, { scope: 'stock:read' }))).toBe(
        'invalid_client',
      );
    });
  });

  describe('after a logout by the client', () => {
    const logoutUrl = (tokens: Tokens, more: Record<string, string> = {}) =>
      oidc.buildEndSessionUrl(strict.config, {
        id_token_hint: tokens.id_token ?? '',
        post_logout_redirect_uri: system.redirectUri,
        state: 'mine',
        ...more,
      });

    it('should not be renewed, and the browser should have to log in again', async () => {
      const { tokens, browser } = await strict.logIn();
      const page = await browser.open(logoutUrl(tokens));
      expect([page.status, page.html]).toEqual([200, expect.stringContaining('<h1>Log out?</h1>')]);
      const { url, status } = await browser.submit(page, { logout: 'yes' });
      expect(status).toBe(0);
      expect(url.href).toBe(`${system.redirectUri}?state=mine`);
      expect(await refusal(refresh(tokens.refresh_token))).toBe('invalid_grant');
      expect((await browser.open((await strict.depart()).url)).html).toContain('<h1>Log in</h1>');
    });

    it('should be renewed where offline access was allowed', async () => {
      const { tokens, browser } = await strict.logIn(undefined, {
        scope: 'openid offline_access all',
        prompt: 'consent',
      });
      const page = await browser.open(logoutUrl(tokens));
      await browser.submit(page, { logout: 'yes' });
      expect(await refresh(tokens.refresh_token)).toMatchObject({ access_token: expect.any(String) });
    });

    it.each([
      ['another page', { post_logout_redirect_uri: 'https://evil.example/' }],
      ['no client', { id_token_hint: 'nonsense' }],
    ])('should send nobody on to %s', async (_where, parameters) => {
      const { tokens, browser } = await strict.logIn();
      const { status, headers, html } = await browser.open(logoutUrl(tokens, parameters));
      expect(status).toBe(400);
      expect(headers.location).toBeUndefined();
      expect(html).toContain('That did not work');
      expect(await refresh(tokens.refresh_token)).toMatchObject({ access_token: expect.any(String) });
    });

    it('should log nobody out whom another site sends there', async () => {
      const { tokens, browser } = await strict.logIn();
      const page = await browser.open(logoutUrl(tokens));
      const forged = await browser.submit(page, { logout: 'yes', xsrf: 'guessed' });
      expect([forged.status, forged.html]).toEqual([400, expect.stringContaining('That did not work')]);
      expect(await refresh(tokens.refresh_token)).toMatchObject({ access_token: expect.any(String) });
    });
  });
});
