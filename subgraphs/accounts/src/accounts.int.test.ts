import { verify } from '@node-rs/argon2';
import { seedId } from '@orrery/contracts';
import { DEMO_PASSWORD } from '@orrery/contracts/seed';
import { callerOf, openTestService, type TestService } from '@orrery/testkit';
import type { Model } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoredUser } from './models/user.model.js';
import { accounts } from './service.js';

const ADA = seedId('User', 0);
const ADA_EMAIL = 'ada@example.com';
const asAda = { caller: callerOf(ADA) };
const asSupport = { caller: callerOf(seedId('User', 1), 'SUPPORT') };
const asFinance = { caller: callerOf(seedId('User', 4), 'FINANCE') };
const asAdmin = { caller: callerOf(seedId('User', 5), 'ADMIN') };
const asStranger = { caller: callerOf(seedId('User', 20)) };

describe('accounts', () => {
  let service: TestService;
  let users: Model<StoredUser>;

  beforeAll(async () => {
    service = await openTestService(accounts);
    users = (service.opened.scope().models as { User: Model<StoredUser> }).User;
    expect(await service.seed()).toEqual({ users: 80 });
  });

  afterAll(() => service.close());

  describe('reading', () => {
    const PRIVATE = `query ($id: ID!) { user(id: $id) { displayName email roles addresses { city isDefault } } }`;

    it('should show a stranger the name and nothing private', async () => {
      const hidden = { displayName: 'Ada Lindholm', email: null, roles: null, addresses: null };
      for (const sentBy of [{}, asStranger]) {
        const { data, errors } = await service.execute(PRIVATE, { id: ADA }, sentBy);
        expect(errors).toBeUndefined();
        expect(data).toEqual({ user: hidden });
      }
    });

    it('should show the user and support everything, and other staff the roles only', async () => {
      for (const sentBy of [asAda, asSupport, asAdmin]) {
        const { data } = await service.execute<{ user: StoredUser }>(PRIVATE, { id: ADA }, sentBy);
        expect(data.user).toMatchObject({ email: ADA_EMAIL, roles: ['CUSTOMER'] });
        expect(data.user.addresses).toHaveLength(2);
        expect(data.user.addresses).toMatchObject([{ isDefault: true }, { isDefault: false }]);
      }
      const { data } = await service.execute<{ user: object }>(PRIVATE, { id: ADA }, asFinance);
      expect(data.user).toMatchObject({ email: null, roles: ['CUSTOMER'], addresses: null });
    });

    it('should answer null for nobody: without a token, for an unknown id, for a caller without an account', async () => {
      expect((await service.execute('{ me { id } }')).data).toEqual({ me: null });
      expect((await service.execute('{ user(id: "usr_x") { id } }')).data).toEqual({ user: null });
      const gone = { caller: callerOf(seedId('User', 'gone')) };
      expect((await service.execute('{ me { id } }', {}, gone)).data).toEqual({ me: null });
    });

    it('should find a user by email for support only, whatever the case', async () => {
      const BY_EMAIL = `{ userByEmail(email: " ADA@example.com") { id } }`;
      expect((await service.execute(BY_EMAIL, {}, asSupport)).data).toEqual({ userByEmail: { id: ADA } });
      const codes = [];
      for (const sentBy of [{}, asAda, asFinance]) {
        const { errors } = await service.execute(BY_EMAIL, {}, sentBy);
        codes.push(errors?.[0]?.extensions?.code);
      }
      expect(codes).toEqual(['UNAUTHENTICATED', 'FORBIDDEN', 'FORBIDDEN']);
    });

    it('should resolve 50 references with one call, and by email only for who may read it', async () => {
      const ENTITIES = `query ($keys: [_Any!]!) { _entities(representations: $keys) { ... on User { id displayName } } }`;
      const byId = (count: number) =>
        Array.from({ length: count }, (_, index) => ({ __typename: 'User', id: seedId('User', index) }));
      for (const count of [5, 50]) {
        service.databaseCalls();
        const { data } = await service.execute<{ _entities: { id: string }[] }>(ENTITIES, {
          keys: byId(count),
        });
        expect(data._entities.map(({ id }) => id)).toEqual(byId(count).map(({ id }) => id));
        expect(service.databaseCalls()).toBe(1);
      }
      const keys = [{ __typename: 'User', email: ADA_EMAIL }];
      expect((await service.execute(ENTITIES, { keys }, asStranger)).data).toEqual({ _entities: [null] });
      expect((await service.execute(ENTITIES, { keys }, asAda)).data).toEqual({
        _entities: [{ id: ADA, displayName: 'Ada Lindholm' }],
      });
    });
  });

  describe('the list of users', () => {
    const PAGE = `query ($after: String) {
      users(first: 30, after: $after) { totalCount nodes { id createdAt } pageInfo { hasNextPage endCursor } }
    }`;
    interface PageData {
      users: {
        totalCount: number;
        nodes: { id: string; createdAt: string }[];
        pageInfo: { hasNextPage: boolean; endCursor: string };
      };
    }

    it('should page through everybody, newest first, undisturbed by somebody who registers meanwhile', async () => {
      const first = (await service.execute<PageData>(PAGE, {}, asSupport)).data.users;
      expect(first.totalCount).toBe(80);
      await users.create([{ ...aUser('newcomer'), createdAt: new Date('2099-01-01') }]);
      const seen = [...first.nodes];
      let page = first;
      while (page.pageInfo.hasNextPage) {
        page = (await service.execute<PageData>(PAGE, { after: page.pageInfo.endCursor }, asSupport)).data
          .users;
        seen.push(...page.nodes);
      }
      await users.deleteOne({ displayName: 'newcomer' });
      expect(new Set(seen.map(({ id }) => id)).size).toBe(80);
      expect(seen).toHaveLength(80);
      const times = seen.map(({ createdAt }) => createdAt);
      expect(times).toEqual([...times].sort().reverse());
    });

    it('should refuse a cursor that was altered, a page of nothing, and everybody but support', async () => {
      const tampered = await service.execute(PAGE, { after: 'eyJvIjoxfQ' }, asSupport);
      expect(tampered.errors?.[0]?.extensions).toMatchObject({
        code: 'BAD_USER_INPUT',
        fields: [{ path: 'after' }],
      });
      const empty = await service.execute('{ users(first: 0) { totalCount } }', {}, asSupport);
      expect(empty.errors?.[0]?.extensions).toMatchObject({
        code: 'BAD_USER_INPUT',
        fields: [{ path: 'first' }],
      });
      expect((await service.execute(PAGE, {}, asAda)).errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
    });
  });

  describe('the seed', () => {
    it('should write nothing the second time', async () => {
      expect(await service.seed()).toEqual({ users: 0 });
    });

    it('should give everybody a hash of their own of the demo password, the same on every machine', async () => {
      const seeded = await users.find({}, { passwordHash: 1 }).lean();
      expect(new Set(seeded.map(({ passwordHash }) => passwordHash)).size).toBe(80);
      const ada = seeded.find(({ _id }) => _id === ADA)?.passwordHash ?? '';
      expect(ada).toBe(
        '$argon2id$v=19$m=19456,t=2,p=1$7XanP17mZghxHHKTfQR6tw$p0wfoP6ZcaistkE8kUZzq67kB2o8+pYGVVcyfEcNF8Q',
      );
      expect(await verify(ada, DEMO_PASSWORD)).toBe(true);
    });
  });

  function aUser(name: string): StoredUser {
    return {
      _id: seedId('User', name),
      email: `${name}@example.com`,
      displayName: name,
      roles: ['CUSTOMER'],
      passwordHash: 'none',
      addresses: [],
      defaultAddressId: null,
      createdAt: new Date(),
    };
  }
});
