import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt, decodeProtectedHeader, importJWK, type JWK, type JWTPayload, SignJWT } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ANONYMOUS, type Caller, type MachineCaller, type UserCaller } from './caller.js';
import {
  ensureDevelopmentKeys,
  ensureSubgraphTokenKeys,
  type SubgraphTokenKeys,
} from './development-keys.js';
import { createSubgraphTokenVerifier, SubgraphTokens } from './subgraph-tokens.js';

const NOW_MS = 1_800_000_000_000;
const NOW = NOW_MS / 1_000; // seconds

const user: UserCaller = {
  kind: 'user',
  userId: 'usr_1',
  email: 'one@example.com',
  roles: ['CUSTOMER', 'FINANCE'],
  scopes: ['payments:read'],
  sessionId: 'ses_1',
  expiresAt: NOW + 600,
};
const machine: MachineCaller = {
  kind: 'machine',
  clientId: 'key:1',
  scopes: ['stock:read'],
  roles: [],
  expiresAt: NOW + 600,
};

describe('subgraph tokens', () => {
  let folder: string;
  let keys: SubgraphTokenKeys;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'orrery-subgraph-tokens-'));
    keys = await ensureSubgraphTokenKeys(join(folder, 'keys'));
    vi.useFakeTimers({ toFake: ['Date'], now: NOW_MS });
  });
  afterEach(() => vi.setSystemTime(NOW_MS));
  afterAll(() => {
    vi.useRealTimers();
    rmSync(folder, { recursive: true });
  });

  const minter = () => new SubgraphTokens(keys.subgraphTokenKeyFile);
  const verifier = (subgraph = 'catalog') =>
    createSubgraphTokenVerifier(keys.subgraphTokenJwksFile, subgraph);

  it.each<[string, Caller]>([
    ['a user', user],
    ['a machine', machine],
    ['nobody', ANONYMOUS],
  ])('should tell the subgraph that the caller is %s', async (_who, caller) => {
    const verified = await verifier()(minter().authorizationFor(caller, 'catalog'));
    const named = caller.kind === 'anonymous' ? caller : { ...caller, expiresAt: NOW + 60 };
    expect(verified).toEqual({ caller: named, expiresAt: NOW + 60 });
  });

  it('should be used again for the same caller and subgraph, and made anew after 45 s', () => {
    const tokens = minter();
    const first = tokens.authorizationFor(user, 'catalog');
    vi.setSystemTime(NOW_MS + 44_999);
    expect(tokens.authorizationFor(user, 'catalog')).toBe(first);
    expect(tokens.authorizationFor(user, 'orders')).not.toBe(first);
    expect(tokens.authorizationFor({ ...user }, 'catalog')).not.toBe(first);
    vi.setSystemTime(NOW_MS + 45_000);
    expect(decodeJwt(tokens.authorizationFor(user, 'catalog').slice(7)).iat).toBe(NOW + 45);
  });

  const refusal = { code: 'UNAUTHENTICATED', message: expect.stringMatching(/^The token is not valid here/) };

  it('should be refused at another subgraph, and after its time', async () => {
    const authorization = minter().authorizationFor(user, 'catalog');
    await expect(verifier('orders')(authorization)).rejects.toMatchObject(refusal);
    const verify = verifier();
    vi.setSystemTime(NOW_MS + 89_000);
    expect(await verify(authorization)).toBeDefined();
    vi.setSystemTime(NOW_MS + 91_000);
    await expect(verify(authorization)).rejects.toMatchObject(refusal);
    await expect(verifier()(authorization)).rejects.toMatchObject(refusal);
  });

  it.each(['', 'Bearer', 'Bearer nonsense', undefined])(
    'should be required: %j is refused',
    async (header) => {
      await expect(verifier()(header)).rejects.toMatchObject(refusal);
    },
  );

  const right = { iss: 'orrery-gateway', aud: 'catalog', iat: NOW, exp: NOW + 60, caller: 'anonymous' };

  /** Signed by the right key, with other claims or another header. */
  async function signed(claims: JWTPayload, header: object = {}): Promise<string> {
    const jwk = JSON.parse(readFileSync(keys.subgraphTokenKeyFile, 'utf8')) as JWK;
    const jwt = new SignJWT(claims).setProtectedHeader({
      alg: 'EdDSA',
      kid: jwk.kid,
      typ: 'subgraph+jwt',
      ...header,
    });
    return `Bearer ${await jwt.sign(await importJWK(jwk, 'EdDSA'))}`;
  }

  it('should be accepted as the test signs them, or the refusals below prove nothing', async () => {
    expect(await verifier()(await signed(right))).toEqual({ caller: ANONYMOUS, expiresAt: NOW + 60 });
  });

  it.each<[string, JWTPayload, object?]>([
    ['that lives longer than 60 s', { ...right, exp: NOW + 61 }],
    ['without an end', { ...right, exp: undefined }],
    ['without a beginning', { ...right, iat: undefined }],
    ['for several subgraphs', { ...right, aud: ['catalog', 'orders'] }],
    ['of another issuer', { ...right, iss: 'orrery-development' }],
    ['that says it is a user and names none', { ...right, caller: 'user' }],
    [
      'that says it is a machine and names a user',
      { ...right, caller: 'machine', sub: 'usr_1', email: 'a@b.c', roles: [] },
    ],
    ['that does not say what the caller is', { ...right, caller: undefined }],
    ['of another type', right, { typ: 'at+jwt' }],
    ['without a type', right, { typ: undefined }],
  ])('should refuse one %s', async (_what, claims, header) => {
    await expect(verifier()(await signed(claims, header))).rejects.toMatchObject(refusal);
  });

  it('should be signed by a key that only its owner can read, made once', async () => {
    const before = readFileSync(keys.subgraphTokenKeyFile, 'utf8');
    expect(statSync(keys.subgraphTokenKeyFile).mode & 0o777).toBe(0o600);
    expect(await ensureSubgraphTokenKeys(join(folder, 'keys'))).toEqual(keys);
    expect(readFileSync(keys.subgraphTokenKeyFile, 'utf8')).toBe(before);
    expect(readFileSync(keys.subgraphTokenJwksFile, 'utf8')).not.toContain('"d"');
    expect(decodeProtectedHeader(minter().authorizationFor(user, 'a').slice(7)).typ).toBe('subgraph+jwt');
  });

  it('should not be made or verified by unfit keys, and say nothing of a private one', async () => {
    const { signingKeyFile } = await ensureDevelopmentKeys(join(folder, 'keys'));
    const { d = '', ...publicHalf } = JSON.parse(readFileSync(signingKeyFile, 'utf8')) as JWK;
    const file = join(folder, 'unfit.json');
    for (const unfit of [publicHalf, { ...publicHalf, d, kid: undefined }, 'no key']) {
      writeFileSync(file, JSON.stringify(unfit));
      expect(() => new SubgraphTokens(file)).toThrow(/^SUBGRAPH_TOKEN_KEY_FILE must name a file/);
    }
    const load = () => createSubgraphTokenVerifier(keys.subgraphTokenKeyFile, 'catalog');
    expect(load).toThrow(/^SUBGRAPH_TOKEN_JWKS_FILE must/);
  });
});
