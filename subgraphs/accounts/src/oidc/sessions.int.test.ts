import { createHash, randomBytes } from 'node:crypto';
import { type EventEnvelope, seedId } from '@orrery/contracts';
import { callerOf, HttpBrowser, openTestService, type TestService } from '@orrery/testkit';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { endOtherSessions } from '../commands/end-other-sessions.command.js';
import { endSession } from '../commands/end-session.command.js';
import type { AccountsScope } from '../context.js';
import { hashPassword } from '../domain/password.js';
import { accounts } from '../service.js';
import { oidcListener } from '../workers/oidc-listener.js';
import type { RunningListener } from './listener.js';
import { oidcFields } from './oidc-settings.js';

const ISSUER = 'http://id.example.com';
const REDIRECT_URI = 'https://shop.example.com/';
const SETTINGS = {
  OIDC_PORT: '0',
  OIDC_ISSUER: ISSUER,
  OIDC_REDIRECT_URIS: REDIRECT_URI,
  OIDC_REFRESH_LEEWAY_MS: '0',
};
const ADA = { id: seedId('User', 'ada'), email: 'ada@example.com', roles: ['CUSTOMER'] as const };
const PASSWORD = 'correct horse battery';

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly id_token: string;
  readonly error?: string;
}

describe('sessions of browsers', () => {
  let service: TestService;
  let scope: AccountsScope;
  let listener: RunningListener;

  beforeAll(async () => {
    service = await openTestService(accounts, SETTINGS);
    scope = service.opened.scope() as AccountsScope;
    const config = { ...z.object(oidcFields).parse(SETTINGS), HOST: '127.0.0.1' };
    const started = await oidcListener.start(() => service.opened.scope() as AccountsScope, config);
    if (!started) throw new Error('the provider does not listen');
    listener = started;
    await scope.models.User.create({
      _id: ADA.id,
      email: ADA.email,
      displayName: 'Ada',
      roles: [...ADA.roles],
      passwordHash: await hashPassword(PASSWORD),
      createdAt: new Date(),
    });
  });
  beforeEach(async () => {
    await service.opened.events.database().collection('outbox').deleteMany({});
  });
  afterAll(async () => {
    await listener.stop();
    await service.close();
  });

  const newBrowser = () => new HttpBrowser({ origin: ISSUER, port: listener.port });
  const as = (sessionId: string) =>
    ({ ...scope, caller: { ...callerOf(ADA.id), sessionId } }) as AccountsScope;
  const sidOf = ({ access_token }: Tokens) => String(decodeJwt(access_token).sid);
  const endedAt = async (tokens: Tokens) =>
    (await scope.models.Session.findById(sidOf(tokens)).lean())?.endedAt;

  async function post(path: string, fields: Record<string, string>): Promise<Tokens> {
    const response = await fetch(`http://127.0.0.1:${listener.port}${path}`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: 'orrery-web', ...fields }),
    });
    const text = await response.text();
    return (text === '' ? {} : JSON.parse(text)) as Tokens;
  }

  const refresh = ({ refresh_token }: Tokens) =>
    post('/token', { grant_type: 'refresh_token', refresh_token });

  async function departure(parameters: Record<string, string>) {
    const verifier = randomBytes(32).toString('base64url');
    const url = new URL('/authorize', ISSUER);
    url.search = new URLSearchParams({
      client_id: 'orrery-web',
      response_type: 'code',
      redirect_uri: REDIRECT_URI,
      scope: 'openid all',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...parameters,
    }).toString();
    return { url, verifier };
  }

  /** Logs in, typing in what is asked for; resolves also to whether that was a password. */
  async function logIn(browser: HttpBrowser, parameters: Record<string, string> = {}) {
    const { url, verifier } = await departure(parameters);
    let page = await browser.open(url);
    const asked = page.html.includes('name="password"');
    if (asked) page = await browser.submit(page, { email: ADA.email, password: PASSWORD });
    if (page.html.includes('asks to:')) page = await browser.submit(page);
    const code = page.url.searchParams.get('code') ?? '';
    const fields = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI };
    return { asked, code, verifier, tokens: await post('/token', { ...fields, code_verifier: verifier }) };
  }

  async function told(): Promise<unknown[]> {
    const rows = await service.opened.events
      .database()
      .collection<{ envelope: EventEnvelope }>('outbox')
      .find({ 'envelope.type': 'account.credentials-revoked' })
      .toArray();
    return rows.map(({ envelope }) => envelope.data);
  }

  const tellsOf = (tokens: Tokens, reason: string) => [
    expect.objectContaining({ userId: ADA.id, everything: false, sessionIds: [sidOf(tokens)], reason }),
  ];

  it('should have to log in again when its owner ended the session, and then go on', async () => {
    const browser = newBrowser();
    const { tokens } = await logIn(browser);
    await endSession(as('another'), { id: sidOf(tokens) });
    expect((await refresh(tokens)).error).toBe('invalid_grant');
    const again = await logIn(browser);
    expect(again.asked).toBe(true);
    expect(sidOf(again.tokens)).not.toBe(sidOf(tokens));
    expect((await refresh(again.tokens)).error).toBeUndefined();
  });

  it('should stay when all others are ended', async () => {
    const [mine, other] = [newBrowser(), newBrowser()];
    const [{ tokens: kept }, { tokens: ended }] = [await logIn(mine), await logIn(other)];
    await endOtherSessions(as(sidOf(kept)));
    expect((await refresh(ended)).error).toBe('invalid_grant');
    expect((await refresh(kept)).error).toBeUndefined();
    expect((await logIn(mine)).asked).toBe(false);
    expect((await logIn(other)).asked).toBe(true);
  });

  it('should end, and be told of, when their refresh token is revoked', async () => {
    const { tokens } = await logIn(newBrowser());
    expect(await endedAt(tokens)).toBeNull();
    await post('/revoke', { token: tokens.refresh_token });
    expect(await endedAt(tokens)).toBeInstanceOf(Date);
    expect(await told()).toEqual(tellsOf(tokens, 'grant-revoked'));
  });

  it('should end, and be told of, when a refresh token is used a second time', async () => {
    const browser = newBrowser();
    const { tokens } = await logIn(browser);
    await refresh(tokens);
    expect(await endedAt(tokens)).toBeNull();
    expect((await refresh(tokens)).error).toBe('invalid_grant');
    expect(await endedAt(tokens)).toBeInstanceOf(Date);
    expect(await told()).toEqual(tellsOf(tokens, 'grant-revoked'));
    expect((await logIn(browser)).asked).toBe(true);
  });

  it('should end, and be told of, when a code is used a second time', async () => {
    const { code, verifier, tokens } = await logIn(newBrowser());
    const fields = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI };
    expect((await post('/token', { ...fields, code_verifier: verifier })).error).toBe('invalid_grant');
    expect(await told()).toEqual(tellsOf(tokens, 'grant-revoked'));
  });

  it('should end, and be told of, by a logout, but where offline access was allowed', async () => {
    const logOut = async (browser: HttpBrowser) =>
      browser.submit(await browser.open('/logout'), { logout: 'yes' });
    const offline = newBrowser();
    const kept = await logIn(offline, { scope: 'openid offline_access all', prompt: 'consent login' });
    await logOut(offline);
    expect(await endedAt(kept.tokens)).toBeNull();
    expect(await told()).toEqual([]);
    const browser = newBrowser();
    const { tokens } = await logIn(browser);
    expect((await logOut(browser)).html).toContain('You are logged out');
    expect(await endedAt(tokens)).toBeInstanceOf(Date);
    expect(await told()).toEqual(tellsOf(tokens, 'logout'));
    expect((await refresh(kept.tokens)).error).toBeUndefined();
  });
});
