import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scopesOf } from '@orrery/contracts';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  DEVELOPMENT_ISSUER,
  type DevelopmentKeys,
  ensureDevelopmentKeys,
  GRAPH_AUDIENCE,
  signDevelopmentToken,
} from './development-keys.js';
import { bearerToken } from './token-rules.js';
import { createAccessTokenVerifier, type TokenSettings } from './token-verifier.js';

const user = { id: 'usr_1', email: 'one@example.com', roles: ['CUSTOMER', 'FINANCE'] as const };
const claims = { email: user.email, roles: [...user.roles] };
const now = Math.floor(Date.now() / 1_000); // seconds

type Signer = Awaited<ReturnType<typeof generateKeyPair>>;

describe('tokens', () => {
  let folder: string;
  let keys: DevelopmentKeys;
  let own: Signer;
  let settings: TokenSettings;

  const fileWith = (name: string, content: unknown) => {
    const file = join(folder, name);
    writeFileSync(file, JSON.stringify(content));
    return file;
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'orrery-tokens-'));
    keys = await ensureDevelopmentKeys(join(folder, 'keys'));
    own = await generateKeyPair('EdDSA');
    const jwk = { ...(await exportJWK(own.publicKey)), kid: 'shop-1', alg: 'EdDSA' };
    settings = {
      environment: 'production',
      keys: { file: fileWith('jwks.json', { keys: [jwk] }) },
      issuer: 'https://id.example.com',
      audience: GRAPH_AUDIENCE,
    };
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  /** A token that is right but for what is given. */
  function token(
    wrong: {
      claims?: JWTPayload;
      issuer?: string;
      audience?: string;
      exp?: number;
      sub?: string;
      key?: Signer;
      header?: Record<string, unknown>;
    } = {},
  ) {
    const jwt = new SignJWT({ ...claims, ...wrong.claims })
      .setProtectedHeader({ alg: 'EdDSA', kid: 'shop-1', ...wrong.header })
      .setIssuer(wrong.issuer ?? settings.issuer)
      .setAudience(wrong.audience ?? settings.audience)
      .setExpirationTime(wrong.exp ?? now + 60);
    if (wrong.sub !== '') jwt.setSubject(wrong.sub ?? user.id);
    return jwt.sign((wrong.key ?? own).privateKey);
  }

  const callerOf = async (jwt: string) => (await createAccessTokenVerifier([settings])(jwt)).caller;

  const refusal = { code: 'UNAUTHENTICATED', message: expect.stringMatching(/^The token is not valid here/) };

  it('should name the caller', async () => {
    expect(await callerOf(await token())).toEqual({
      kind: 'user',
      userId: user.id,
      email: user.email,
      roles: user.roles,
      scopes: scopesOf(user.roles),
      expiresAt: now + 60,
    });
  });

  it('should name what a token of a session may do, within the difference of two clocks', async () => {
    const session = { scope: 'orders:read stock:read', sid: 'ses_1', nbf: now + 20, iat: now + 20 };
    const jwt = await token({ claims: session, exp: now - 20, header: { typ: 'at+jwt' } });
    expect(await callerOf(jwt)).toMatchObject({
      scopes: ['orders:read', 'stock:read'],
      sessionId: 'ses_1',
    });
  });

  it('should name a machine', async () => {
    const claims = { roles: undefined, email: undefined, scope: 'stock:read' };
    const jwt = await token({ sub: 'client:shelf-robot', claims });
    expect(await callerOf(jwt)).toEqual({
      kind: 'machine',
      clientId: 'client:shelf-robot',
      scopes: ['stock:read'],
      roles: [],
      expiresAt: now + 60,
    });
  });

  it.each<[string, () => Promise<string>]>([
    ['of another issuer', () => token({ issuer: 'https://elsewhere.example.com' })],
    ['for another audience', () => token({ audience: 'billing' })],
    ['that has expired', () => token({ exp: now - 60 })],
    ['that names nobody', () => token({ sub: '' })],
    ['with a role that does not exist', () => token({ claims: { roles: ['GOD'] } })],
    ['without roles', () => token({ claims: { roles: undefined } })],
    ['without an e-mail address', () => token({ claims: { email: undefined } })],
    ['of a forger', async () => token({ key: await generateKeyPair('EdDSA') })],
    [
      'without a signature',
      async () => new UnsecuredJWT({ ...claims, sub: user.id, exp: now + 60 }).encode(),
    ],
    ['that was signed with the public key as a secret', () => signedWithPublicKey()],
    ['that was altered', async () => altered(await token())],
    ['that is none', async () => 'nonsense'],
    ['that begins later', () => token({ claims: { nbf: now + 60 } })],
    ['that was issued in the future', () => token({ claims: { iat: now + 60 } })],
    ['that brings its own key', async () => token({ header: { jwk: await exportJWK(own.publicKey) } })],
    ['that says where its key is', () => token({ header: { jku: 'http://127.0.0.1:9/keys' } })],
    ['that brings certificates', () => token({ header: { x5c: ['MIIB'] } })],
    ['that says where its certificates are', () => token({ header: { x5u: 'http://127.0.0.1:9/x5u' } })],
    ['that names no key', () => token({ header: { kid: undefined } })],
    ['that is an ID token by its type', () => token({ header: { typ: 'id_token+jwt' } })],
    ['of a machine with roles', () => token({ sub: 'client:1', claims: { roles: ['ADMIN'] } })],
    ['that is far too long', async () => 'a'.repeat(10_000)],
  ])('should refuse a token %s, without saying why', async (_what, make) => {
    const verify = createAccessTokenVerifier([settings]);
    await expect(verify(await make())).rejects.toMatchObject(refusal);
  });

  it.each(['Basic dXNlcjpwdw==', 'Bearer', 'Bearer ', ''])('should refuse the header %j', (header) => {
    expect(() => bearerToken(header)).toThrow(expect.objectContaining(refusal));
  });

  it('should be believed of each of several issuers, by its own keys', async () => {
    const development = { ...settings, environment: 'development' as const };
    const issuers = [
      development,
      { ...development, issuer: DEVELOPMENT_ISSUER, keys: { file: keys.jwksFile } },
    ];
    const verify = createAccessTokenVerifier(issuers);
    expect((await verify(await token())).caller).toMatchObject({ userId: user.id });
    const other = await signDevelopmentToken(keys.signingKeyFile, { ...user, id: 'usr_2' });
    expect((await verify(other)).caller).toMatchObject({ userId: 'usr_2' });
    await expect(verify(await token({ issuer: DEVELOPMENT_ISSUER }))).rejects.toMatchObject(refusal);
  });

  function signedWithPublicKey(): Promise<string> {
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', kid: 'shop-1' })
      .setSubject(user.id)
      .setIssuer(settings.issuer)
      .setAudience(settings.audience)
      .setExpirationTime(now + 60)
      .sign(readFileSync(join(folder, 'jwks.json')));
  }

  // The payload of another token under this one's signature.
  function altered(jwt: string): string {
    const [header, payload = '', signature] = jwt.split('.');
    const body = JSON.parse(Buffer.from(payload, 'base64url').toString()) as JWTPayload;
    const richer = Buffer.from(JSON.stringify({ ...body, roles: ['ADMIN'] })).toString('base64url');
    return [header, richer, signature].join('.');
  }

  describe('of a development installation', () => {
    const development = (): TokenSettings => ({
      environment: 'development',
      keys: { file: keys.jwksFile },
      issuer: DEVELOPMENT_ISSUER,
      audience: GRAPH_AUDIENCE,
    });

    it('should be accepted in development', async () => {
      const jwt = await signDevelopmentToken(keys.signingKeyFile, user);
      const { caller } = await createAccessTokenVerifier([development()])(jwt);
      expect(caller).toMatchObject({ kind: 'user', userId: user.id, roles: user.roles });
    });

    it('should be refused in production, by key and by issuer, before a token comes', () => {
      const message = 'must not be those of a development installation';
      const byKey = { ...settings, keys: { file: keys.jwksFile } };
      const byIssuer = { ...settings, issuer: DEVELOPMENT_ISSUER };
      for (const wrong of [byKey, byIssuer, { ...development(), environment: 'production' as const }]) {
        expect(() => createAccessTokenVerifier([wrong])).toThrow(message);
      }
    });

    it('should be signed by a key that only its owner can read, made once', async () => {
      const before = readFileSync(keys.signingKeyFile, 'utf8');
      expect(statSync(keys.signingKeyFile).mode & 0o777).toBe(0o600);
      expect(await ensureDevelopmentKeys(join(folder, 'keys'))).toEqual(keys);
      expect(readFileSync(keys.signingKeyFile, 'utf8')).toBe(before);
      expect(readFileSync(keys.jwksFile, 'utf8')).not.toContain('"d"');
    });
  });

  it.each<[string, () => string]>([
    ['is missing', () => join(folder, 'nothing.json')],
    ['holds no keys', () => fileWith('empty.json', { keys: [] })],
    ['holds a private key', () => keys.signingKeyFile],
    ['holds a private key in a set', () => fileWith('private.json', { keys: [{ kty: 'OKP', d: 'x' }] })],
    ['holds a shared secret', () => fileWith('shared.json', { keys: [{ kty: 'oct', k: 'x' }] })],
  ])('should not be verified by a key file that %s', (_what, file) => {
    expect(() => createAccessTokenVerifier([{ ...settings, keys: { file: file() } }])).toThrow(
      /^AUTH_JWKS_FILE must/,
    );
  });
});
