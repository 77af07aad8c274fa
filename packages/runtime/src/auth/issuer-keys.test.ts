import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, jwtVerify, SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { IssuerKeys } from './issuer-keys.js';

const ISSUER = 'https://id.example.com';
const PAUSE_MS = 60_000;
const REFRESH_MS = 300_000;

interface Signer {
  readonly jwk: JWK;
  readonly sign: () => Promise<string>;
}

async function signerOf(kid: string): Promise<Signer> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const jwt = () =>
    new SignJWT({ email: 'one@example.com', roles: ['CUSTOMER'] })
      .setProtectedHeader({ alg: 'ES256', kid, typ: 'at+jwt' })
      .setSubject('usr_1')
      .setIssuer(ISSUER)
      .setAudience('orrery')
      .setExpirationTime('5m');
  return { jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256' }, sign: () => jwt().sign(privateKey) };
}

describe('keys that an issuer publishes', () => {
  let issuer: Server;
  let url: string;
  let published: readonly JWK[];
  let status = 200;
  let fetches = 0;
  let nowMs = 0;

  beforeEach(async () => {
    [published, status, fetches, nowMs] = [[], 200, 0, 0];
    issuer = createServer((_request, response) => {
      fetches++;
      response.writeHead(status).end(JSON.stringify({ keys: published }));
    }).listen(0, '127.0.0.1');
    await once(issuer, 'listening');
    url = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/jwks`;
  });

  afterEach(() => {
    issuer.closeAllConnections();
    issuer.close();
  });

  /** Finds keys by the clock of the test; answers whether there is one of the name. */
  function finder() {
    const keys = new IssuerKeys({ url, pauseMs: PAUSE_MS, refreshMs: REFRESH_MS, now: () => nowMs });
    return (kid: string) =>
      keys.find({ alg: 'ES256', kid }, { payload: '', signature: '' }).then(
        () => 'found',
        ({ code }: { code: string }) => code,
      );
  }

  const NONE = 'ERR_JWKS_NO_MATCHING_KEY';

  it('should fetch once for any number of unknown keys in a minute, and hold nobody up', async () => {
    const known = await signerOf('known');
    published = [known.jwk];
    const find = finder();
    expect(await find('known')).toBe('found');
    const unknown = Array.from({ length: 500 }, (_, i) => find(`unknown-${i}`));
    expect(new Set(await Promise.all(unknown))).toEqual(new Set([NONE]));
    expect(fetches).toBe(1);
    nowMs += PAUSE_MS;
    await Promise.all(Array.from({ length: 500 }, (_, i) => find(`unknown-${i}`)));
    expect(fetches).toBe(2);
    expect(await find('known')).toBe('found');
  });

  it('should find a key at once that is new, when the minute is over', async () => {
    const [old, fresh] = [await signerOf('old'), await signerOf('fresh')];
    published = [old.jwk];
    const find = finder();
    expect(await find('old')).toBe('found');
    published = [old.jwk, fresh.jwk];
    nowMs += PAUSE_MS;
    expect(await find('fresh')).toBe('found');
    expect(fetches).toBe(2);
  });

  it('should keep the last good keys while the issuer is away or talks nonsense', async () => {
    const known = await signerOf('known');
    published = [known.jwk];
    const find = finder();
    expect(await find('known')).toBe('found');
    for (const wrong of [503, 200]) {
      status = wrong;
      published = [{ kty: 'oct', k: 'c2VjcmV0', kid: 'known' }];
      nowMs += REFRESH_MS + 1;
      expect(await find('known')).toBe('found');
      expect(await find('unknown')).toBe(NONE); // it waits for the fetch that is under way
    }
    expect(fetches).toBe(3);
  });

  it('should say that keys are not there yet, and try again only in a minute', async () => {
    status = 503;
    const find = finder();
    expect(await find('known')).toBe('NOT_READY');
    expect(await find('known')).toBe('NOT_READY');
    expect(fetches).toBe(1);
  });

  it('should not fail one valid token while keys are rotated, whoever floods it with unknown ones', async () => {
    const signers = await Promise.all(['k0', 'k1', 'k2', 'k3'].map(signerOf));
    const keys = new IssuerKeys({ url, pauseMs: PAUSE_MS, refreshMs: REFRESH_MS, now: () => nowMs });
    const verify = async ({ sign }: Signer) =>
      (await jwtVerify(await sign(), keys.find, { issuer: ISSUER, audience: 'orrery' })).payload.sub;
    const find = (kid: string) => keys.find({ alg: 'ES256', kid }, { payload: '', signature: '' });
    published = signers.slice(0, 1).map(({ jwk }) => jwk);
    for (const [i, signer] of signers.entries()) {
      const before = signers[i - 1] ?? signer;
      const valid = Array.from({ length: 20 }, (_, n) => verify(n % 2 ? signer : before));
      const flood = Array.from({ length: 50 }, (_, n) => find(`unknown-${n}`).catch(() => undefined));
      expect(await Promise.all(valid)).toEqual(Array(20).fill('usr_1'));
      await Promise.all(flood);
      // A key is published before it signs, and stays until what it signed has ended.
      published = signers.slice(i, i + 2).map(({ jwk }) => jwk);
      nowMs += PAUSE_MS;
    }
    expect(fetches).toBeLessThanOrEqual(signers.length);
  });
});
