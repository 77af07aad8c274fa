import { HttpBrowser } from '@orrery/testkit';
import { decodeJwt, decodeProtectedHeader, type JWK } from 'jose';
import * as oidc from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type IdentitySystem, startIdentity } from './fixture/identity-system.js';
import {
  ADA,
  ADA_ID,
  accessTokenVerifier,
  passPages,
  refusal,
  WEB_CLIENT,
  WebClient,
} from './fixture/web-client.js';

describe('a login by the authorization code flow', () => {
  let system: IdentitySystem;
  let web: WebClient;

  beforeAll(async () => {
    system = await startIdentity();
    web = await WebClient.discover(system);
  });
  afterAll(() => system.stop());

  const newBrowser = () => new HttpBrowser({ origin: system.issuer });

  it('should be discovered, with what it can do and nothing else', async () => {
    expect(web.config.serverMetadata()).toMatchObject({
      issuer: system.issuer,
      response_types_supported: ['code'],
      grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
      code_challenge_methods_supported: ['S256'],
      id_token_signing_alg_values_supported: ['ES256'],
      authorization_response_iss_parameter_supported: true,
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
    });
    const response = await fetch(web.config.serverMetadata().jwks_uri ?? '');
    const { keys } = (await response.json()) as { keys: JWK[] };
    expect(keys).toEqual([
      {
        kty: 'EC',
        crv: 'P-256',
        alg: 'ES256',
        use: 'sig',
        kid: expect.stringMatching(/^[\w-]{43}$/),
        x: expect.any(String),
        y: expect.any(String),
      },
    ]);
  });

  it('should go from the login page over consent to tokens that verify', async () => {
    const browser = newBrowser();
    const departure = await web.depart();
    const login = await browser.open(departure.url);
    expect([login.status, login.html]).toEqual([200, expect.stringContaining('<h1>Log in</h1>')]);
    const wrong = await browser.submit(login, { ...ADA, password: 'not the password' });
    expect([wrong.status, wrong.html]).toEqual([
      401,
      expect.stringContaining('The email address or the password is not right.'),
    ]);
    const consent = await browser.submit(wrong, ADA);
    expect([consent.status, consent.html]).toEqual([200, expect.stringContaining('asks to:')]);
    const { url: at } = await browser.submit(consent);

    expect(at.href.split('?')[0]).toBe(system.redirectUri);
    expect(at.searchParams.get('state')).toBe(departure.state);
    expect(at.searchParams.get('iss')).toBe(system.issuer);
    const tokens = await web.arrive(at, departure);
    expect(tokens).toMatchObject({ token_type: 'bearer', expires_in: 600 });
    expect(tokens.claims()).toMatchObject({
      iss: system.issuer,
      aud: WEB_CLIENT,
      sub: ADA_ID,
      nonce: departure.nonce,
    });
    const verify = accessTokenVerifier(system);
    expect((await verify(tokens.access_token)).caller).toMatchObject({
      kind: 'user',
      userId: ADA_ID,
      email: ADA.email,
      roles: ['CUSTOMER'],
      sessionId: expect.any(String),
    });
    expect(decodeProtectedHeader(tokens.access_token)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
  });

  it('should ask a browser that has logged in neither for a password nor for consent again', async () => {
    const { browser } = await web.logIn();
    const departure = await web.depart();
    const back = await browser.open(departure.url);
    expect(back.status).toBe(0);
    expect((await web.arrive(back.url, departure)).claims()?.sub).toBe(ADA_ID);
    const again = await browser.open((await web.depart({ prompt: 'login' })).url);
    expect(again.html).toContain('<h1>Log in</h1>');
  });

  it('should show no page where none is to be shown, and say why', async () => {
    const browser = newBrowser();
    const silently = async () => {
      const departure = await web.depart({ prompt: 'none' });
      const { url, status } = await browser.open(departure.url);
      expect(status).toBe(0);
      return refusal(web.arrive(url, departure)).catch(() => 'logged in');
    };
    expect(await silently()).toBe('login_required');
    const login = await browser.open((await web.depart({ login_hint: ADA.email })).url);
    expect(login.html).toContain(`value="${ADA.email}"`);
    const consent = await browser.submit(login, ADA);
    expect(await silently()).toBe('consent_required');
    await browser.submit(consent);
    expect(await silently()).toBe('logged in');
    const tooOld = await browser.open((await web.depart({ max_age: '0' })).url);
    expect(tooOld.html).toContain('<h1>Log in</h1>');
  });

  it.each([
    ['tokens without a code', { response_type: 'token' }, 'unsupported_response_type'],
    ['ID tokens without a code', { response_type: 'id_token' }, 'unsupported_response_type'],
    ['what a request object says', { request: 'e30.e30.' }, 'request_not_supported'],
    ['what an address says', { request_uri: 'https://evil.example/' }, 'request_uri_not_supported'],
    ['another resource', { resource: 'https://evil.example/' }, 'invalid_target'],
  ])('should not give %s', async (_what, parameters, error) => {
    const { url, status } = await newBrowser().open((await web.depart(parameters)).url);
    expect(status).toBe(0);
    const answer = new URLSearchParams(url.hash === '' ? url.search : url.hash.slice(1));
    expect([answer.get('error'), answer.has('code')]).toEqual([error, false]);
  });

  it.each(['/reg', '/me', '/token/introspection', '/device', '/backchannel', '/request', '/session/end'])(
    'should have nothing at %s',
    async (path) => {
      expect((await fetch(`${system.issuer}${path}`)).status).toBe(404);
      expect((await fetch(`${system.issuer}${path}`, { method: 'POST' })).status).toBe(404);
    },
  );

  it('should refuse a code that is used a second time, and end the tokens of its first use', async () => {
    const { tokens, at, departure } = await web.logIn();
    expect(await refusal(web.arrive(at, departure))).toBe('invalid_grant');
    expect(await refusal(oidc.refreshTokenGrant(web.config, tokens.refresh_token ?? ''))).toBe(
      'invalid_grant',
    );
  });

  it('should give one of many that use a code at the same time tokens, at most', async () => {
    const departure = await web.depart();
    const { url } = await passPages(newBrowser(), departure.url);
    const uses = await Promise.allSettled(Array.from({ length: 10 }, () => web.arrive(url, departure)));
    const refusals = uses.filter(({ status }) => status === 'rejected');
    expect(refusals.length).toBeGreaterThanOrEqual(9);
    for (const { reason } of refusals as PromiseRejectedResult[]) expect(reason.error).toBe('invalid_grant');
  });

  it.each([
    ['without a challenge', { code_challenge: undefined, code_challenge_method: undefined }],
    ['with a challenge in clear', { code_challenge_method: 'plain' }],
  ])('should refuse to begin %s', async (_how, parameters) => {
    const departure = await web.depart(parameters);
    const { url, status } = await newBrowser().open(departure.url);
    expect(status).toBe(0);
    expect(url.searchParams.get('error')).toBe('invalid_request');
    expect(url.searchParams.get('state')).toBe(departure.state);
    expect(url.searchParams.get('iss')).toBe(system.issuer);
    expect(url.searchParams.has('code')).toBe(false);
  });

  it.each([
    ['another verifier', () => oidc.randomPKCECodeVerifier()],
    ['the challenge as verifier', ({ url }: { url: URL }) => url.searchParams.get('code_challenge') ?? ''],
    ['no verifier', () => undefined],
  ])('should refuse a code with %s', async (_how, verifierOf) => {
    const departure = await web.depart();
    const { url } = await passPages(newBrowser(), departure.url);
    const verifier = verifierOf(departure);
    const response = await fetch(`${system.issuer}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: WEB_CLIENT,
        code: url.searchParams.get('code') ?? '',
        redirect_uri: system.redirectUri,
        ...(verifier !== undefined && { code_verifier: verifier }),
      }),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: 'invalid_grant' });
  });

  it.each([
    ['another site', 'https://evil.example/'],
    ['another path', `{own}callback`],
    ['another port', 'http://localhost:1/'],
    ['a fragment', '{own}#x'],
    ['a script', 'javascript:alert(1)'],
  ])('should answer nobody at %s that is not registered', async (_what, address) => {
    const redirectUri = address.replace('{own}', system.redirectUri);
    const { status, headers, html } = await newBrowser().open(
      (await web.depart({ redirect_uri: redirectUri })).url,
    );
    expect(status).toBe(400);
    expect(headers.location).toBeUndefined();
    expect(html).toContain('That did not work');
    expect(html).not.toContain(redirectUri);
  });

  it('should refuse a code whose redirect_uri is another than it was given for', async () => {
    const departure = await web.depart();
    const { url } = await passPages(newBrowser(), departure.url);
    const response = await fetch(`${system.issuer}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: WEB_CLIENT,
        code: url.searchParams.get('code') ?? '',
        redirect_uri: `${system.redirectUri}other`,
        code_verifier: departure.verifier,
      }),
    });
    expect(await response.json()).toMatchObject({ error: 'invalid_grant' });
  });

  it('should tell the client when its user does not allow it, or goes away', async () => {
    const refusing = newBrowser();
    const departure = await web.depart();
    const consent = await refusing.submit(await refusing.open(departure.url), ADA);
    const { url } = await refusing.submit(consent, {}, 1);
    expect(await refusal(web.arrive(url, departure))).toBe('access_denied');
    const leaving = newBrowser();
    const other = await web.depart();
    const { url: left } = await leaving.submit(await leaving.open(other.url), {}, 1);
    expect(await refusal(web.arrive(left, other))).toBe('access_denied');
    expect(left.searchParams.get('iss')).toBe(system.issuer);
  });

  it('should not let an answer be passed off as that to another login', async () => {
    const [mine, other] = [await web.depart(), await web.depart()];
    const { url } = await passPages(newBrowser(), mine.url);
    const because = (message: string) => ({
      cause: expect.objectContaining({ message: expect.stringContaining(message) }),
    });
    await expect(web.arrive(url, other)).rejects.toMatchObject(because('unexpected "state"'));
    const { url: second } = await passPages(newBrowser(), other.url);
    const mixedUp = new URL(second);
    mixedUp.searchParams.set('iss', 'https://evil.example');
    await expect(web.arrive(mixedUp, other)).rejects.toMatchObject(because('"iss"'));
    const replayed = web.arrive(second, { ...other, nonce: mine.nonce });
    await expect(replayed).rejects.toMatchObject(because('"nonce"'));
  });

  it('should tell nobody whether there is an account, nor give back what was typed as anything but text', async () => {
    const browser = newBrowser();
    const login = await browser.open((await web.depart()).url);
    const pages = [];
    for (const email of [
      'cleo@example.com',
      'nobody@example.com',
      '"><script>alert(1)</script>@example.com',
    ]) {
      const { status, html } = await browser.submit(login, { email, password: 'not the password' });
      expect(html).not.toContain('<script');
      pages.push([status, html.replace(/ value="[^"]*"/, '')]);
    }
    expect(pages[1]).toEqual(pages[0]);
    expect(pages[2]).toEqual(pages[0]);
  });

  it('should make whoever guesses passwords wait, and say for how long', async () => {
    const browser = newBrowser();
    const login = await browser.open((await web.depart()).url);
    const guess = () => browser.submit(login, { email: 'wanda@example.com', password: 'not the password' });
    const pages = await Promise.all(Array.from({ length: 20 }, guess));
    const refused = pages.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    for (const { headers, html } of refused) {
      expect(Number(headers['retry-after'])).toBeGreaterThanOrEqual(1);
      expect(html).toContain('There were too many attempts. Wait ');
    }
    expect(pages.filter(({ status }) => status !== 429).map(({ status }) => status)).toContain(401);
  });

  it('should give pages of one login to the browser that began it alone', async () => {
    const [ours, theirs] = [newBrowser(), newBrowser()];
    const login = await ours.open((await web.depart()).url);
    const stolen = await theirs.submit(login, ADA);
    expect([stolen.status, stolen.html]).toEqual([400, expect.stringContaining('opened in another browser')]);
    expect(theirs.cookieNames).toEqual([]);
  });

  it.each([
    ['origin', 'https://evil.example'],
    ['origin', 'null'],
    ['sec-fetch-site', 'cross-site'],
    ['sec-fetch-site', 'same-site'],
  ])('should not take a form of another site: %s %s', async (name, value) => {
    const browser = newBrowser();
    const [form] = (await browser.open((await web.depart()).url)).forms;
    const response = await fetch(form?.action ?? '', {
      method: 'POST',
      headers: { [name]: value, cookie: browser.cookieHeader(form?.action ?? '') },
      body: new URLSearchParams(ADA),
      redirect: 'manual',
    });
    expect(response.status).toBe(403);
    expect(response.headers.get('set-cookie')).toBeNull();
  });

  it('should let pages of the web client use the token endpoint, and those of others not', async () => {
    const ask = (origin: string) =>
      fetch(`${system.issuer}/token`, {
        method: 'POST',
        headers: { origin },
        body: new URLSearchParams({
          grant_type: 'refresh_token',
          client_id: WEB_CLIENT,
          refresh_token: 'none',
        }),
      });
    const own = new URL(system.redirectUri).origin;
    expect((await ask(own)).headers.get('access-control-allow-origin')).toBe(own);
    const refused = await ask('https://evil.example');
    expect(refused.status).toBe(400);
    expect(refused.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('should say in an access token what was granted, and no more', async () => {
    const { tokens } = await web.logIn(undefined, { scope: 'openid stock:adjust' });
    expect(decodeJwt(tokens.access_token)).toMatchObject({ roles: ['CUSTOMER'], scope: '' });
  });
});
