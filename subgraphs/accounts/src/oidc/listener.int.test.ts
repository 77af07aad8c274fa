import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { openTestService, type TestService } from '@orrery/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { endSessionsOfGrant } from '../commands/sessions.js';
import type { AccountsScope } from '../context.js';
import { accounts } from '../service.js';
import { Identity } from './identity.js';
import { type RunningListener, startOidcListener } from './listener.js';
import { oidcFields, oidcSettings } from './oidc-settings.js';

const ISSUER = 'https://id.example.com';
const REDIRECT_URI = 'https://shop.example.com/';
const SETTINGS = { OIDC_ISSUER: ISSUER, OIDC_REDIRECT_URIS: REDIRECT_URI };
const AUTHORIZE = `/authorize?${new URLSearchParams({
  client_id: 'orrery-web',
  response_type: 'code',
  redirect_uri: REDIRECT_URI,
  scope: 'openid',
  code_challenge: 'a'.repeat(43),
  code_challenge_method: 'S256',
})}`;

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

describe('the listener of the provider', () => {
  let service: TestService;
  let listener: RunningListener;

  beforeAll(async () => {
    service = await openTestService(accounts, SETTINGS);
  });
  afterEach(() => listener.stop());
  afterAll(() => service.close());

  async function listen(settings: Record<string, string> = SETTINGS) {
    const config = z.object(oidcFields).parse(settings);
    listener = await startOidcListener({
      identity: new Identity(oidcSettings(config), endSessionsOfGrant),
      scope: () => service.opened.scope() as AccountsScope,
      authenticate: async () => ({ refused: 'INVALID_CREDENTIALS' }),
      host: '127.0.0.1',
      port: 0,
    });
  }

  function ask(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port: listener.port, path, headers }, async (response) => {
        const { statusCode = 0 } = response;
        resolve({ status: statusCode, headers: response.headers, body: await text(response) });
      });
      sent.once('error', reject).end();
    });
  }

  it.each<[string, string, Record<string, string>]>([
    ['a foreign Host', '/.well-known/openid-configuration', { host: 'evil.example' }],
    [
      'foreign forwarding headers',
      '/.well-known/openid-configuration',
      {
        host: 'id.example.com',
        'x-forwarded-host': 'evil.example',
        'x-forwarded-proto': 'http',
        'x-forwarded-port': '81',
        forwarded: 'host=evil.example;proto=http',
      },
    ],
    ['a whole foreign address as its target', 'http://evil.example/.well-known/openid-configuration', {}],
  ])('should name its own addresses to a request with %s', async (_what, path, headers) => {
    await listen();
    const { status, body } = await ask(path, headers);
    expect(status).toBe(200);
    const addresses = Object.entries(JSON.parse(body) as Record<string, unknown>).filter(
      ([name]) => name === 'issuer' || /_(endpoint|uri)$/.test(name),
    );
    expect(Object.fromEntries(addresses)).toEqual({
      issuer: ISSUER,
      authorization_endpoint: `${ISSUER}/authorize`,
      end_session_endpoint: `${ISSUER}/logout`,
      jwks_uri: `${ISSUER}/jwks`,
      revocation_endpoint: `${ISSUER}/revoke`,
      token_endpoint: `${ISSUER}/token`,
    });
    expect(body).not.toContain('evil.example');
  });

  it('should send a browser on within itself, with cookies for TLS alone, whatever a request says', async () => {
    await listen();
    const evil = { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' };
    const { status, headers } = await ask(AUTHORIZE, evil);
    expect(status).toBe(303);
    expect(headers.location).toMatch(/^\/interaction\/[\w-]+$/);
    const cookies = headers['set-cookie'] as string[];
    expect(cookies.map((cookie) => cookie.split('=')[0])).toEqual(
      expect.arrayContaining(['orrery_login', 'orrery_resume']),
    );
    for (const cookie of cookies) {
      expect(cookie).toMatch(/; secure/i);
      expect(cookie).toMatch(/; httponly/i);
      expect(cookie).toMatch(/; samesite=lax/i);
      expect(cookie).not.toContain('domain');
    }
    const returnTo = await service.opened.connection.collection('oidc_interactions').findOne({});
    expect((JSON.parse(String(returnTo?.payload)) as { returnTo: string }).returnTo).toMatch(
      new RegExp(`^${ISSUER}/authorize/`),
    );
  });

  it('should need no TLS of a proxy where it is on one machine with its browser', async () => {
    await listen({ OIDC_ISSUER: 'http://localhost:4011', OIDC_REDIRECT_URIS: REDIRECT_URI });
    const { headers } = await ask(AUTHORIZE, { 'x-forwarded-proto': 'https' });
    for (const cookie of headers['set-cookie'] as string[]) expect(cookie).not.toMatch(/; secure/i);
  });
});

describe('the issuer', () => {
  const issuerOf = (OIDC_ISSUER: string) => z.object(oidcFields).safeParse({ OIDC_ISSUER });

  it.each(['https://id.example.com/path', 'https://id.example.com?query', 'https://id.example.com/#hash'])(
    'should be an origin: %s is refused',
    (address) => {
      expect(issuerOf(address).error?.issues).toEqual([
        expect.objectContaining({
          path: ['OIDC_ISSUER'],
          message: expect.stringContaining('must be an origin'),
        }),
      ]);
    },
  );
});
