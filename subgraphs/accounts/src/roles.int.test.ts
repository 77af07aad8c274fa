import { type EventEnvelope, newId, ROLES as RANKS, ROLE_SCOPES, type Role, seedId } from '@orrery/contracts';
import { callerOf, openTestService, type TestService } from '@orrery/testkit';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AccountsScope } from './context.js';
import { tellHoldersJob } from './jobs/tell-holders.job.js';
import { accounts } from './service.js';

const EVE = seedId('User', 'eve');
const ADMIN = seedId('User', 'admin');
const asAdmin = { caller: callerOf(ADMIN, 'ADMIN') };

const ASSIGN = `mutation ($input: AssignRolesInput!) {
  assignRoles(input: $input) { __typename ... on User { roles } ... on MutationError { code } }
}`;
const UPDATE = `mutation ($input: UpdateRoleInput!) {
  updateRole(input: $input) {
    __typename ... on RoleDefinition { name scopes isDefault } ... on MutationError { code }
  }
}`;
const ROLES = '{ roles { name description scopes isDefault } }';

describe('roles that change', () => {
  let service: TestService;
  let scope: AccountsScope;

  beforeAll(async () => {
    service = await openTestService(accounts);
    scope = service.opened.scope() as AccountsScope;
  });

  afterAll(() => service.close());

  beforeEach(async () => {
    await scope.models.User.deleteMany({});
    await service.opened.events.database().collection('outbox').deleteMany({});
    const common = { passwordHash: 'none', addresses: [], defaultAddressId: null, createdAt: new Date() };
    await scope.models.User.create([
      { _id: EVE, email: 'eve@example.com', displayName: 'Eve', roles: ['CUSTOMER', 'SUPPORT'], ...common },
      { _id: ADMIN, email: 'admin@example.com', displayName: 'Admin', roles: ['ADMIN'], ...common },
    ]);
  });

  const assign = (userId: string, roles: readonly string[], sentBy = asAdmin) =>
    service.execute<{ assignRoles: { __typename: string } }>(ASSIGN, { input: { userId, roles } }, sentBy);

  async function told(): Promise<EventEnvelope[]> {
    const rows = await service.opened.events
      .database()
      .collection<{ _id: string; envelope: EventEnvelope }>('outbox')
      .find({})
      .sort({ 'envelope.sequence': 1 })
      .toArray();
    return rows.map(({ envelope }) => envelope);
  }

  it('should end the access tokens that have the roles of before', async () => {
    const { data } = await assign(EVE, ['CUSTOMER']);
    expect(data.assignRoles).toEqual({ __typename: 'User', roles: ['CUSTOMER'] });
    const events = await told();
    expect(events.map(({ type, subject, data: said }) => ({ type, subject, said }))).toEqual([
      {
        type: 'account.credentials-revoked',
        subject: EVE,
        said: {
          userId: EVE,
          everything: true,
          sessionIds: [],
          clientIds: [],
          exceptSessionId: null,
          reason: 'roles-changed',
          at: expect.any(String),
        },
      },
    ]);
  });

  it('should end nothing when the user has these roles already, in whatever order they are named', async () => {
    const { data } = await assign(EVE, ['SUPPORT', 'CUSTOMER']);
    expect(data.assignRoles).toEqual({ __typename: 'User', roles: ['CUSTOMER', 'SUPPORT'] });
    expect(await told()).toEqual([]);
  });

  it('should be done by persons with the scope, never by a machine', async () => {
    const scopes = ['roles:assign'];
    const machine = { kind: 'machine', clientId: 'client:robot', roles: [], scopes, expiresAt: 4e9 } as const;
    const byMachine = await service.execute(
      ASSIGN,
      { input: { userId: EVE, roles: ['ADMIN'] } },
      { caller: machine },
    );
    expect(byMachine.errors?.[0]?.extensions).toEqual({ code: 'FORBIDDEN' });
    const person = { caller: { ...callerOf(ADMIN, 'SUPPORT'), scopes } };
    expect((await assign(EVE, ['CUSTOMER'], person)).data.assignRoles.__typename).toBe('User');
  });

  it('should end nothing when it is refused', async () => {
    expect((await assign(ADMIN, ['CUSTOMER'])).data.assignRoles.__typename).toBe('OwnAdminRole');
    expect((await assign(seedId('User', 'nobody'), ['CUSTOMER'])).errors?.[0]?.extensions).toEqual({
      code: 'NOT_FOUND',
    });
    const support = await assign(EVE, ['ADMIN'], { caller: callerOf(EVE, 'SUPPORT') });
    expect(support.errors?.[0]?.extensions).toEqual({ code: 'FORBIDDEN' });
    expect(await told()).toEqual([]);
  });

  it('should tell each of many changes at the same time, in an order', async () => {
    const sets = [['CUSTOMER'], ['FINANCE'], ['WAREHOUSE'], ['CUSTOMER', 'ADMIN']];
    await Promise.all(sets.map((roles) => assign(EVE, roles)));
    const events = await told();
    expect(events.map(({ aggregateversion }) => aggregateversion).sort()).toEqual([1, 2, 3, 4]);
  });

  describe('updateRole', () => {
    const update = (name: string, scopes: readonly string[] | null, sentBy: object = asAdmin) =>
      service.execute<{ updateRole: { __typename: string } }>(UPDATE, { input: { name, scopes } }, sentBy);

    const scopesOfSupport = async () => {
      const { data } = await service.execute<{ roles: { name: string; scopes: string[] }[] }>(
        ROLES,
        {},
        asAdmin,
      );
      return data.roles.find(({ name }) => name === 'SUPPORT')?.scopes;
    };

    async function tokenScope(): Promise<unknown> {
      const { accessToken } = await scope.parts.tokens.issueTokens(scope, EVE, {
        sessionId: newId('Session'),
      });
      return decodeJwt(accessToken).scope;
    }

    beforeEach(() => scope.models.Role.deleteMany({}));

    it('should tell what each role brings, as the product comes', async () => {
      const { data } = await service.execute<{ roles: { name: Role; scopes: string[] }[] }>(
        ROLES,
        {},
        asAdmin,
      );
      expect(data.roles.map(({ name, scopes }) => [name, scopes])).toEqual(
        RANKS.map((name) => [name, ROLE_SCOPES[name]]),
      );
      expect(data.roles[1]).toEqual({
        name: 'SUPPORT',
        description: "May read customers' data to answer them, and remove reviews.",
        scopes: ROLE_SCOPES.SUPPORT,
        isDefault: true,
      });
    });

    it('should change what the next tokens say, end those of before, and come back to the default', async () => {
      const { data } = await update('SUPPORT', ['payments:refund', 'orders:read', 'orders:read']);
      expect(data.updateRole).toEqual({
        __typename: 'RoleDefinition',
        name: 'SUPPORT',
        scopes: ['orders:read', 'payments:refund'],
        isDefault: false,
      });
      expect(await tokenScope()).toBe('orders:read payments:refund');
      const events = await told();
      expect(events.map(({ data: said }) => said)).toMatchObject([
        { userId: EVE, everything: true, reason: 'roles-changed' },
      ]);
      await update('SUPPORT', []);
      expect(await tokenScope()).toBe('');
      const back = await update('SUPPORT', null);
      expect(back.data.updateRole).toMatchObject({ scopes: ROLE_SCOPES.SUPPORT, isDefault: true });
      expect(await tokenScope()).toBe(ROLE_SCOPES.SUPPORT.join(' '));
      expect(await told()).toHaveLength(3);
    });

    it('should end nothing when the role brings that already, or has no holder', async () => {
      await update('SUPPORT', [...ROLE_SCOPES.SUPPORT].reverse());
      await update('FINANCE', ['orders:read']);
      expect(await told()).toEqual([]);
    });

    it('should tell all of many holders once, and those of their API keys, whatever dies on the way', async () => {
      const common = { displayName: 'S', roles: ['SUPPORT'], passwordHash: 'none', createdAt: new Date() };
      const staff = Array.from({ length: 120 }, (_, nth) => ({
        _id: seedId('User', `staff-${nth}`),
        email: `staff-${nth}@example.com`,
        ...common,
      }));
      await scope.models.User.insertMany(staff);
      const keyId = seedId('ApiKey', 1);
      await scope.models.ApiKey.create({
        _id: keyId,
        userId: EVE,
        name: 'x',
        scopes: ['orders:read'],
        prefix: 'ork_x',
        hash: 'x',
        createdAt: new Date(),
        expiresAt: new Date(Date.now() + 60_000),
      });
      // The process dies after its first commit: the change is made, and nobody was told.
      await scope.models.Role.create({ _id: 'SUPPORT', scopes: [], updatedAt: new Date(), toldUntil: '' });
      const sweep = () => tellHoldersJob.run(scope, new AbortController().signal);
      await Promise.all([sweep(), sweep(), sweep()]);
      const events = await told();
      const users = events.filter(({ data }) => data.everything).map(({ data }) => data.userId);
      expect(users.sort()).toEqual([EVE, ...staff.map(({ _id }) => _id)].sort());
      expect(events.filter(({ data }) => !data.everything).map(({ data }) => data.clientIds)).toEqual([
        [`key:${keyId}`],
      ]);
      await sweep();
      expect(await told()).toHaveLength(events.length);
      await scope.models.ApiKey.deleteMany({});
    });

    it('should take each of several changes at the same time, one after the other', async () => {
      const sets = [['orders:read'], ['carts:read'], ['users:read']];
      const answers = await Promise.all(sets.map((scopes) => update('WAREHOUSE', scopes)));
      expect(answers.map(({ errors }) => errors)).toEqual([undefined, undefined, undefined]);
      const row = await scope.models.Role.findById('WAREHOUSE').lean();
      expect(sets).toContainEqual(row?.scopes);
      expect(row?.toldUntil).toBeNull();
    });

    it.each(['ADMIN', 'CUSTOMER'])('should not change %s', async (name) => {
      const { data } = await update(name, ['users:read']);
      expect(data.updateRole).toEqual({ __typename: 'RoleIsFixed', code: 'ROLE_IS_FIXED' });
      expect(await scope.models.Role.countDocuments()).toBe(0);
    });

    it('should refuse scopes that there are not, and everybody but administrators', async () => {
      const unknown = await update('SUPPORT', ['orders:read', 'orders:fly']);
      expect(unknown.errors?.[0]?.extensions).toMatchObject({ fields: [{ path: 'input.scopes' }] });
      const support = { caller: callerOf(EVE, 'SUPPORT') };
      expect((await update('SUPPORT', [], support)).errors?.[0]?.extensions).toEqual({ code: 'FORBIDDEN' });
      expect((await update('SUPPORT', [], {})).errors?.[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED' });
      const customer = await service.execute(ROLES, {}, { caller: callerOf(EVE) });
      expect(customer.errors?.[0]?.extensions).toEqual({ code: 'FORBIDDEN' });
      expect(await scopesOfSupport()).toEqual(ROLE_SCOPES.SUPPORT);
      expect(await told()).toEqual([]);
    });
  });
});
