import { type EventEnvelope, seedId } from '@orrery/contracts';
import { callerOf, openTestService, type TestService } from '@orrery/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AccountsScope } from './context.js';
import { accounts } from './service.js';

const EVE = seedId('User', 'eve');
const ADMIN = seedId('User', 'admin');
const asAdmin = { caller: callerOf(ADMIN, 'ADMIN') };

const ASSIGN = `mutation ($input: AssignRolesInput!) {
  assignRoles(input: $input) { __typename ... on User { roles } ... on MutationError { code } }
}`;

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
});
