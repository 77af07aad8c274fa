import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventEnvelope, type Role, seedId } from '@orrery/contracts';
import { createAccessTokenVerifier, type VerifiedToken } from '@orrery/runtime';
import { callerOf, openTestService, type TestService } from '@orrery/testkit';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { assignRoles } from './commands/assign-roles.command.js';
import type { AccountsScope } from './context.js';
import { loadSigningKeys } from './oidc/signing-keys.js';
import { accounts } from './service.js';

const WAREHOUSE = seedId('User', 'warehouse');
const OTHER = seedId('User', 'other');
const ADMIN = seedId('User', 'admin');
const CLIENT = { address: '192.0.2.1' };
const DAY_MS = 86_400_000;

const CREATE = `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) {
  __typename
  ... on ApiKeyCreated { key apiKey { id name prefix scopes expiresAt lastUsedAt revokedAt } }
  ... on MutationError { code }
  ... on ScopesNotHeld { scopes }
} }`;
const EXCHANGE = `mutation ($key: String!) { exchangeApiKey(key: $key) {
  __typename ... on MachineToken { accessToken expiresIn } ... on MutationError { code }
} }`;
const REVOKE = 'mutation ($id: ID!) { revokeApiKey(id: $id) { id revokedAt } }';
const LIST = 'query ($id: ID!) { user(id: $id) { apiKeys { id lastUsedAt } } }';

interface KeyRow {
  readonly id: string;
  readonly prefix: string;
  readonly lastUsedAt: string | null;
}

interface Outcome {
  readonly __typename: string;
  readonly key: string;
  readonly apiKey: KeyRow;
  readonly accessToken: string;
  readonly expiresIn: number;
}

describe('API keys', () => {
  let service: TestService;
  let scope: AccountsScope;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'orrery-keys-'));
    service = await openTestService(accounts);
    scope = service.opened.scope() as AccountsScope;
    await scope.parts.tokens.provider(scope); // the signing key is made before any clock is moved
  });

  afterAll(async () => {
    await service.close();
    rmSync(folder, { recursive: true });
  });

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { ApiKey, Attempt, User } = scope.models;
    await Promise.all([ApiKey.deleteMany({}), Attempt.deleteMany({}), User.deleteMany({})]);
    await service.opened.events.database().collection('outbox').deleteMany({});
    const user = (_id: string, displayName: string, roles: Role[]) => ({
      _id,
      email: `${displayName}@example.com`,
      displayName,
      roles,
      passwordHash: 'none',
      createdAt: new Date(),
    });
    await User.create([
      user(WAREHOUSE, 'warehouse', ['WAREHOUSE']),
      user(OTHER, 'other', ['WAREHOUSE']),
      user(ADMIN, 'admin', ['ADMIN']),
    ]);
  });

  afterEach(() => vi.useRealTimers());

  const passed = (ms: number) => vi.setSystemTime(Date.now() + ms);
  const as = (userId: string, ...roles: Role[]) => ({ caller: callerOf(userId, ...roles) });
  const asWarehouse = as(WAREHOUSE, 'WAREHOUSE');

  async function run(document: string, variables: object, sentBy: object = {}): Promise<Outcome> {
    const { data, errors } = await service.execute<Record<string, Outcome>>(
      document,
      variables as Record<string, unknown>,
      sentBy,
    );
    expect(errors).toBeUndefined();
    return Object.values(data)[0] as Outcome;
  }

  const create = (input: object = {}, sentBy: object = asWarehouse) =>
    run(
      CREATE,
      {
        input: {
          name: ' Stock robot ',
          scopes: ['stock:read', 'stock:adjust'],
          expiresAt: new Date(Date.now() + 30 * DAY_MS),
          ...input,
        },
      },
      sentBy,
    );
  const exchange = (key: string) => run(EXCHANGE, { key }, { client: CLIENT });
  const scopesNow = async (key: string) => decodeJwt((await exchange(key)).accessToken).scope;

  // As the gateway verifies it.
  async function verified(accessToken: string): Promise<VerifiedToken> {
    const { keys } = await loadSigningKeys(scope.parts.tokens.keyStore(scope), new Date());
    const file = join(folder, 'jwks.json');
    writeFileSync(file, JSON.stringify({ keys: keys.map(({ d: _private, ...publicKey }) => publicKey) }));
    const facts = { environment: 'production', issuer: 'http://localhost:4011', audience: 'orrery' } as const;
    return createAccessTokenVerifier([{ ...facts, keys: { file } }])(accessToken);
  }

  async function revocations(): Promise<Record<string, unknown>[]> {
    const rows = service.opened.events
      .database()
      .collection<{ _id: string; envelope: EventEnvelope }>('outbox');
    return (await rows.find({}).sort({ 'envelope.sequence': 1 }).toArray()).map(
      ({ envelope }) => envelope.data,
    );
  }

  describe('createApiKey', () => {
    it('should tell the key once, and keep a hash of it', async () => {
      const { key, ...made } = await create();
      expect(made).toEqual({
        __typename: 'ApiKeyCreated',
        apiKey: {
          id: expect.stringMatching(/^key_/),
          name: 'Stock robot',
          prefix: key.slice(0, 14),
          scopes: ['stock:read', 'stock:adjust'],
          expiresAt: new Date(Date.now() + 30 * DAY_MS).toISOString(),
          lastUsedAt: null,
          revokedAt: null,
        },
      });
      const kept = JSON.stringify(await scope.models.ApiKey.find().select('+hash').lean());
      expect(kept).not.toContain(key);
      expect(kept).not.toContain(key.slice(15));
    });

    it('should give no scope that its maker has not, by the token or by the roles', async () => {
      const wanted = ['stock:read', 'orders:cancel', 'users:fly', 'constructor'];
      expect(await create({ scopes: wanted })).toEqual({
        __typename: 'ScopesNotHeld',
        code: 'SCOPES_NOT_HELD',
        scopes: ['orders:cancel', 'users:fly', 'constructor'],
      });
      const narrow = { caller: { ...callerOf(WAREHOUSE, 'WAREHOUSE'), scopes: ['stock:read'] } };
      expect(await create({}, narrow)).toMatchObject({ scopes: ['stock:adjust'] });
      const former = as(WAREHOUSE, 'WAREHOUSE', 'SUPPORT'); // the token says more than the roles of now
      expect(await create({ scopes: ['orders:cancel'] }, former)).toMatchObject({
        scopes: ['orders:cancel'],
      });
      expect(await scope.models.ApiKey.countDocuments()).toBe(0);
    });

    it('should refuse keys without an end, a name or a scope, and make none', async () => {
      const inDays = (days: number) => new Date(Date.now() + days * DAY_MS);
      const faulty: [object, string][] = [
        [{ expiresAt: inDays(367) }, 'input.expiresAt'],
        [{ expiresAt: inDays(-1) }, 'input.expiresAt'],
        [{ name: ' ' }, 'input.name'],
        [{ scopes: [] }, 'input.scopes'],
      ];
      for (const [fault, path] of faulty) {
        const input = { name: 'x', scopes: ['stock:read'], expiresAt: inDays(1), ...fault };
        const { errors } = await service.execute(CREATE, { input }, asWarehouse);
        expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path }] });
      }
      expect(await scope.models.ApiKey.countDocuments()).toBe(0);
    });

    it('should make no more than 50, whoever makes them at the same time', async () => {
      const one = { userId: WAREHOUSE, name: 'x', scopes: [], prefix: 'ork_x', createdAt: new Date() };
      const rows = Array.from({ length: 48 }, (_, nth) => ({
        _id: seedId('ApiKey', nth),
        hash: String(nth),
        expiresAt: new Date(Date.now() + DAY_MS),
        ...one,
      }));
      await scope.models.ApiKey.create(rows);
      const answers = await Promise.all(Array.from({ length: 5 }, () => create()));
      const kinds = answers.map(({ __typename }) => __typename).sort();
      expect(kinds).toEqual([
        'ApiKeyCreated',
        'ApiKeyCreated',
        'TooManyApiKeys',
        'TooManyApiKeys',
        'TooManyApiKeys',
      ]);
      passed(DAY_MS); // those that have expired do not count
      expect((await create()).__typename).toBe('ApiKeyCreated');
    });

    it('should be made by users, not by machines', async () => {
      const { key } = await create();
      const { caller } = await verified((await exchange(key)).accessToken);
      const input = { name: 'x', scopes: ['stock:read'], expiresAt: new Date(Date.now() + DAY_MS) };
      for (const [sentBy, code] of [
        [{ caller }, 'FORBIDDEN'],
        [{}, 'UNAUTHENTICATED'],
      ] as const) {
        const { errors } = await service.execute(CREATE, { input }, sentBy);
        expect(errors?.[0]?.extensions).toEqual({ code });
      }
    });
  });

  describe('exchangeApiKey', () => {
    it('should answer a token of the machine, without roles, that verifiers take', async () => {
      const { key, apiKey } = await create();
      const { accessToken, expiresIn } = await exchange(key);
      expect(expiresIn).toBe(600);
      expect(decodeProtectedHeader(accessToken)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
      const { caller } = await verified(accessToken);
      expect(caller).toEqual({
        kind: 'machine',
        clientId: `key:${apiKey.id}`,
        roles: [],
        scopes: ['stock:read', 'stock:adjust'],
        expiresAt: Math.floor(Date.now() / 1_000) + 600,
      });
      const { data } = await service.execute<{ user: { apiKeys: KeyRow[] } }>(
        LIST,
        { id: WAREHOUSE },
        asWarehouse,
      );
      expect(data.user.apiKeys).toEqual([{ id: apiKey.id, lastUsedAt: new Date().toISOString() }]);
    });

    it('should answer no token that outlives the key, and none when it has expired', async () => {
      const { key } = await create({ expiresAt: new Date(Date.now() + 100_000) });
      const { accessToken, expiresIn } = await exchange(key);
      expect(expiresIn).toBeLessThanOrEqual(100);
      expect((decodeJwt(accessToken).exp ?? 0) * 1_000).toBeLessThanOrEqual(Date.now() + 100_000);
      passed(100_000);
      expect(await exchange(key)).toEqual({ __typename: 'InvalidApiKey', code: 'INVALID_API_KEY' });
    });

    it('should give up the scopes that its maker has lost, tell of it, and give them back', async () => {
      const { key, apiKey } = await create();
      const admin = service.opened.scope(as(ADMIN, 'ADMIN')) as AccountsScope;
      await assignRoles(admin, { userId: WAREHOUSE, roles: ['CUSTOMER'] });
      expect(await scopesNow(key)).toBe('');
      expect(await revocations()).toMatchObject([
        { userId: WAREHOUSE, everything: true, clientIds: [], reason: 'roles-changed' },
        { userId: WAREHOUSE, everything: false, clientIds: [`key:${apiKey.id}`], reason: 'roles-changed' },
      ]);
      await assignRoles(admin, { userId: WAREHOUSE, roles: ['WAREHOUSE'] });
      expect(await scopesNow(key)).toBe('stock:read stock:adjust');
      await scope.models.User.deleteOne({ _id: WAREHOUSE });
      expect((await exchange(key)).__typename).toBe('InvalidApiKey');
    });

    it('should slow down an address that tries many, and count nobody who has one', async () => {
      const { key } = await create();
      const { prefix } = (await create()).apiKey;
      for (let nth = 0; nth < 60; nth++) await exchange(key);
      const kinds = [];
      for (let nth = 0; nth < 52; nth++) kinds.push((await exchange(`${prefix}_${nth}`)).__typename);
      expect(kinds.slice(0, 51)).toEqual(Array.from({ length: 51 }, () => 'InvalidApiKey'));
      expect(kinds[51]).toBe('TooManyAttempts');
      expect((await exchange(key)).__typename).toBe('TooManyAttempts');
      const elsewhere = await run(EXCHANGE, { key }, { client: { address: '192.0.2.2' } });
      expect(elsewhere.__typename).toBe('MachineToken');
    });

    it('should let many in at the same time that begin with one key', async () => {
      const { key } = await create();
      const answers = await Promise.all(Array.from({ length: 20 }, () => exchange(key)));
      expect(new Set(answers.map(({ __typename }) => __typename))).toEqual(new Set(['MachineToken']));
    });

    it.each(['', 'nonsense', `ork_${'0'.repeat(5_000)}`])('should take %j for no key', async (key) => {
      expect((await exchange(key)).__typename).toBe('InvalidApiKey');
    });
  });

  describe('revokeApiKey', () => {
    it("should end a key of one's own, once, and tell of it", async () => {
      const { key, apiKey } = await create();
      const { id } = apiKey;
      const answers = await Promise.all([1, 2, 3].map(() => run(REVOKE, { id }, asWarehouse)));
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      expect((await exchange(key)).__typename).toBe('InvalidApiKey');
      expect(await revocations()).toEqual([
        {
          userId: WAREHOUSE,
          everything: false,
          sessionIds: [],
          clientIds: [`key:${id}`],
          exceptSessionId: null,
          reason: 'key-revoked',
          at: expect.any(String),
        },
      ]);
      const { data } = await service.execute(LIST, { id: WAREHOUSE }, asWarehouse);
      expect(data).toEqual({ user: { apiKeys: [] } });
    });

    it("should treat another's key as absent, and change nothing", async () => {
      const { key, apiKey } = await create();
      for (const sentBy of [as(OTHER, 'WAREHOUSE'), as(OTHER, 'SUPPORT')]) {
        const { errors } = await service.execute(REVOKE, { id: apiKey.id }, sentBy);
        expect(errors?.[0]?.extensions).toEqual({ code: 'NOT_FOUND' });
        const { data } = await service.execute(LIST, { id: WAREHOUSE }, sentBy);
        expect(data).toEqual({ user: { apiKeys: null } });
      }
      expect((await service.execute(REVOKE, { id: apiKey.id })).errors?.[0]?.extensions).toEqual({
        code: 'UNAUTHENTICATED',
      });
      expect((await exchange(key)).__typename).toBe('MachineToken');
      expect(await revocations()).toEqual([]);
    });

    it('should be done by an administrator as well', async () => {
      const { key, apiKey } = await create();
      const admin = as(ADMIN, 'ADMIN');
      const { data } = await service.execute<{ user: { apiKeys: KeyRow[] } }>(LIST, { id: WAREHOUSE }, admin);
      expect(data.user.apiKeys.map(({ id }) => id)).toEqual([apiKey.id]);
      await run(REVOKE, { id: apiKey.id }, admin);
      expect((await exchange(key)).__typename).toBe('InvalidApiKey');
      expect(await revocations()).toMatchObject([{ userId: WAREHOUSE, clientIds: [`key:${apiKey.id}`] }]);
    });
  });
});
