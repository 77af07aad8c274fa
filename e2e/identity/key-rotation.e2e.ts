import { setTimeout as pause } from 'node:timers/promises';
import { decodeProtectedHeader, generateKeyPair, SignJWT } from 'jose';
import * as oidc from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGateway, type TestGateway } from '../gateway/fixture/gateway.js';
import { type Shop, startShop } from '../gateway/fixture/shop.js';
import { type CountedKeys, startCountedKeys } from './fixture/counted-keys.js';
import { type IdentitySystem, startIdentity } from './fixture/identity-system.js';

const LEAD_SECONDS = 75;
/** How much is asked with the new key before the test is over. */
const ENOUGH = 20;
const PAUSE_MS = 200;
const LEAST_BETWEEN_FETCHES_MS = 50_000; // a minute, as far as a slow machine lets this be seen
/** The lead, and as much again for a slow machine. */
const TIMEOUT_MS = 300_000;

describe('a rotation of the signing keys', () => {
  let system: IdentitySystem;
  let shop: Shop;
  let keys: CountedKeys;
  let gateway: TestGateway;
  let robot: oidc.Configuration;

  beforeAll(async () => {
    system = await startIdentity([{}, {}]);
    keys = await startCountedKeys(`${system.issuer}/jwks`);
    shop = await startShop();
    gateway = await startGateway(shop.supergraphSdl, {
      ORRERY_ENV: 'development',
      AUTH_JWKS_URL: keys.url,
      AUTH_ISSUER: system.issuer,
    });
    const { stdout } = await system.orrery('clients', 'add', 'robot', '--scopes', 'stock:read');
    const secret = /client_secret {2}(\S+)/.exec(stdout)?.[1] ?? '';
    robot = await oidc.discovery(new URL(system.issuer), 'robot', undefined, oidc.ClientSecretBasic(secret), {
      execute: [oidc.allowInsecureRequests],
    });
    // Half of the tokens come from the other instance, which learns of a new key at another time.
    let turn = 0;
    robot[oidc.customFetch] = (url, init) =>
      fetch(url.replace(new URL(system.issuer).port, String(system.ports[turn++ % 2])), init as RequestInit);
  });
  afterAll(async () => {
    await gateway.stop();
    await shop.stop();
    await keys.stop();
    await system.stop();
  });

  const newToken = async () =>
    (await oidc.clientCredentialsGrant(robot, { scope: 'stock:read' })).access_token;
  const kidOf = (token: string) => decodeProtectedHeader(token).kid ?? '';

  const ask = (token: string) =>
    gateway.query('{ goods(first: 1) { name } }', { headers: { authorization: `Bearer ${token}` } });

  async function forged(kid: string): Promise<string> {
    const { privateKey } = await generateKeyPair('ES256');
    return new SignJWT({ sub: 'client:robot', scope: 'stock:read' })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid })
      .setIssuer(system.issuer)
      .setAudience('orrery')
      .setIssuedAt()
      .setExpirationTime('10m')
      .sign(privateKey);
  }

  it(
    'should let no request with a valid token fail, while others make up keys',
    async () => {
      const first = await newToken();
      const failed: unknown[] = [];
      const seen = new Map<string, number>();
      const expectAnswer = async (token: string) => {
        const answer = await ask(token);
        if (answer.status !== 200 || answer.errors) failed.push({ kid: kidOf(token), answer });
        else seen.set(kidOf(token), (seen.get(kidOf(token)) ?? 0) + 1);
      };
      const expectRefusal = async (kid: string) => {
        const { status } = await ask(await forged(kid));
        if (status !== 401) failed.push({ forged: kid, status });
      };
      await expectAnswer(first);
      const rotated = await system.orrery('keys', 'rotate', '--lead', String(LEAD_SECONDS));
      const next = rotated.stdout.split(' ')[0] ?? '';
      expect([rotated.code, next]).toEqual([0, expect.stringMatching(/^[\w-]{43}$/)]);

      let round = 0;
      while ((seen.get(next) ?? 0) < ENOUGH && failed.length === 0) {
        // The floods come before, between and after all that is valid.
        await expectRefusal(`made-up-${round++}`);
        await expectRefusal(next); // a known name is no signature
        await Promise.all([
          expectAnswer(await newToken()),
          expectAnswer(await newToken()),
          expectAnswer(first),
        ]);
        await pause(PAUSE_MS);
      }
      expect(failed).toEqual([]);
      expect([...seen.keys()].sort()).toEqual([kidOf(first), next].sort());
      expect(seen.get(kidOf(first))).toBeGreaterThan(ENOUGH);

      const { stdout } = await system.orrery('keys', 'list');
      const [newest = '', oldest = ''] = stdout.split('\n');
      expect(newest).toMatch(new RegExp(`^${next}  signs since `));
      expect(oldest).toMatch(new RegExp(`^${kidOf(first)}  signed before, published until `));
      const gaps = keys.askedAt.slice(1).map((at, nth) => at - (keys.askedAt[nth] ?? 0));
      expect(Math.min(...gaps)).toBeGreaterThan(LEAST_BETWEEN_FETCHES_MS);
    },
    TIMEOUT_MS,
  );
});
