import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DevelopmentKeys, ensureDevelopmentKeys } from '@orrery/runtime';
import {
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  type JWTPayload,
  SignJWT,
  UnsecuredJWT,
} from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PIPELINES, startGateway, type TestGateway } from '../gateway/fixture/gateway.js';
import { type LiveShop, startLiveShop } from '../subscriptions/fixture/live-shop.js';
import { hear, websocketClient } from '../subscriptions/fixture/websocket-client.js';

type Forge = (attack: Attack) => Promise<string>;

/** What an attacker has: the public keys, a token that was good once, and keys of their own. */
interface Attack {
  readonly jwksText: string;
  readonly own: Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];
  readonly ownJwk: JWK;
  /** A token of the issuer, as it never made one. */
  signed(changes: {
    claims?: JWTPayload;
    header?: Record<string, unknown>;
    exp?: number | null;
    iss?: string;
    aud?: string;
  }): Promise<string>;
}

const now = () => Math.floor(Date.now() / 1_000);
const CLAIMS = {
  sub: 'usr_1',
  email: 'one@example.com',
  roles: ['ADMIN'],
  iss: 'orrery-development',
  aud: 'orrery',
};

const ATTACKS: Readonly<Record<string, Forge>> = {
  'no signature (alg none)': async () => new UnsecuredJWT({ ...CLAIMS, exp: now() + 600 }).encode(),
  'the public key as a shared secret (HS256)': async ({ jwksText }) =>
    new SignJWT({ ...CLAIMS, exp: now() + 600 })
      .setProtectedHeader({ alg: 'HS256', kid: JSON.parse(jwksText).keys[0].kid })
      .sign(new TextEncoder().encode(jwksText)),
  'a key that it brings along (jwk)': async ({ own, ownJwk }) =>
    new SignJWT({ ...CLAIMS, exp: now() + 600 })
      .setProtectedHeader({ alg: 'EdDSA', kid: 'mine', jwk: ownJwk })
      .sign(own),
  'the address of a key (jku)': async ({ own }) =>
    new SignJWT({ ...CLAIMS, exp: now() + 600 })
      .setProtectedHeader({ alg: 'EdDSA', kid: 'mine', jku: 'http://127.0.0.1:9/jwks' })
      .sign(own),
  "another's key under the issuer's kid": async ({ own, jwksText }) =>
    new SignJWT({ ...CLAIMS, exp: now() + 600 })
      .setProtectedHeader({ alg: 'EdDSA', kid: JSON.parse(jwksText).keys[0].kid })
      .sign(own),
  'a kid that nobody knows': ({ signed }) => signed({ header: { kid: '../../etc/passwd' } }),
  'no kid': ({ signed }) => signed({ header: { kid: undefined } }),
  'no end (exp)': ({ signed }) => signed({ exp: null }),
  'an end that has passed': ({ signed }) => signed({ exp: now() - 60 }),
  'a beginning that is to come (nbf)': ({ signed }) => signed({ claims: { nbf: now() + 120 } }),
  'another audience': ({ signed }) => signed({ aud: 'accounts' }),
  'another issuer': ({ signed }) => signed({ iss: 'https://id.example.com' }),
  'another type': ({ signed }) => signed({ header: { typ: 'id_token+jwt' } }),
  "a subgraph token's type": ({ signed }) => signed({ header: { typ: 'subgraph+jwt' }, aud: 'goods' }),
  'rules that must be understood (crit)': ({ signed }) => signed({ header: { crit: ['b64'], b64: true } }),
  'nobody (sub)': ({ signed }) => signed({ claims: { sub: undefined } }),
  'too many bytes': ({ signed }) => signed({ claims: { padding: 'x'.repeat(9_000) } }),
};

describe.each(PIPELINES)('forged tokens at a gateway, by the %s pipeline', (PIPELINE) => {
  let folder: string;
  let shop: LiveShop;
  let gateway: TestGateway;
  let attack: Attack;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'orrery-attacks-'));
    const keys = await ensureDevelopmentKeys(folder);
    attack = await attackOn(keys);
    shop = await startLiveShop();
    gateway = await startGateway(shop.supergraphSdl, {
      PIPELINE,
      ORRERY_ENV: 'development',
      AUTH_JWKS_FILE: keys.jwksFile,
    });
  });
  afterAll(async () => {
    await gateway.stop();
    await shop.stop();
    rmSync(folder, { recursive: true });
  });

  const post = (token: string) =>
    gateway.query('{ opinionCount }', { headers: { authorization: `Bearer ${token}` } });

  it('should not be what a right one is', async () => {
    expect(await post(await attack.signed({}))).toMatchObject({ status: 200, data: { opinionCount: 2 } });
  });

  it.each(Object.entries(ATTACKS))(
    'should be refused over HTTP and in connection_init with %s',
    async (_what, forge) => {
      const token = await forge(attack);
      shop.subgraphs.opinions.fetches.length = 0;
      const answer = await post(token);
      expect(answer.status).toBe(401);
      expect(answer.errors).toEqual([
        {
          message: 'The token is not valid here, or it has expired: get a new one.',
          extensions: { code: 'UNAUTHENTICATED' },
        },
      ]);
      const client = websocketClient(gateway.server.url, {
        connectionParams: { authorization: `Bearer ${token}` },
      });
      const heard = hear(client, '{ opinionCount }');
      await heard.ended();
      expect(heard.error).toMatchObject({ code: 4403, reason: 'Forbidden' });
      await client.dispose();
      expect(shop.subgraphs.opinions.fetches).toEqual([]);
    },
  );
});

async function attackOn(keys: DevelopmentKeys): Promise<Attack> {
  const issuers = JSON.parse(readFileSync(keys.signingKeyFile, 'utf8')) as JWK;
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  return {
    jwksText: readFileSync(keys.jwksFile, 'utf8'),
    own: privateKey,
    ownJwk: await exportJWK(publicKey),
    signed: async ({ claims, header, exp = now() + 600, iss = CLAIMS.iss, aud = CLAIMS.aud }) =>
      new SignJWT({ ...CLAIMS, ...claims, iss, aud, ...(exp !== null && { exp }) })
        .setProtectedHeader({ alg: 'EdDSA', kid: issuers.kid, ...header })
        .sign(await importJWK(issuers, 'EdDSA')),
  };
}
