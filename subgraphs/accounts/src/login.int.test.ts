import { type EventEnvelope, seedId } from '@orrery/contracts';
import { callerOf, openTestService, type TestService } from '@orrery/testkit';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AccountsScope } from './context.js';
import { hashPassword } from './domain/password.js';
import { accounts } from './service.js';

const PASSWORD = 'correct horse battery';
const ADA = seedId('User', 'ada');
const EVE = seedId('User', 'eve');
const CLIENT = { address: '192.0.2.1', agent: 'Orrery for Clocks 1.0' };

const LOGIN = `mutation ($input: LoginInput!) {
  login(input: $input) {
    __typename
    ... on LoggedIn { user { id email } tokens { accessToken refreshToken expiresIn } }
    ... on MutationError { code message }
    ... on TooManyAttempts { retryAt }
  }
}`;
const REFRESH = `mutation ($token: String!) {
  refresh(refreshToken: $token) { __typename ... on Tokens { accessToken refreshToken } ... on MutationError { code } }
}`;
const SESSIONS = '{ me { sessions { id agent isCurrent } } }';

interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresIn: number;
}

interface SessionRow {
  readonly id: string;
  readonly agent: string | null;
  readonly isCurrent: boolean;
}

describe('login', () => {
  let service: TestService;
  let scope: AccountsScope;

  beforeAll(async () => {
    service = await openTestService(accounts);
    scope = service.opened.scope() as AccountsScope;
  });

  afterAll(() => service.close());

  beforeEach(async () => {
    const { Attempt, User, Session } = scope.models;
    await Promise.all([Attempt.deleteMany({}), User.deleteMany({}), Session.deleteMany({})]);
    await service.opened.events.database().collection('outbox').deleteMany({});
    const passwordHash = await hashPassword(PASSWORD);
    const common = { passwordHash, addresses: [], defaultAddressId: null, createdAt: new Date() };
    await User.create([
      { _id: ADA, email: 'ada@example.com', displayName: 'Ada', roles: ['CUSTOMER', 'SUPPORT'], ...common },
      { _id: EVE, email: 'eve@example.com', displayName: 'Eve', roles: ['CUSTOMER'], ...common },
    ]);
  });

  async function logIn(email = 'ada@example.com'): Promise<Tokens> {
    const input = { email, password: PASSWORD };
    const { data } = await service.execute<{ login: { tokens: Tokens } }>(
      LOGIN,
      { input },
      { client: CLIENT },
    );
    return data.login.tokens;
  }

  const asHolderOf = ({ accessToken }: Pick<Tokens, 'accessToken'>) => {
    const { sub, sid } = decodeJwt(accessToken);
    return { caller: { ...callerOf(String(sub)), sessionId: String(sid) } };
  };

  async function refreshed(token: string): Promise<{ __typename: string } & Tokens> {
    const { data } = await service.execute<{ refresh: { __typename: string } & Tokens }>(REFRESH, { token });
    return data.refresh;
  }

  async function sessionsOf(tokens: Tokens): Promise<SessionRow[]> {
    const { data } = await service.execute<{ me: { sessions: SessionRow[] } }>(
      SESSIONS,
      {},
      asHolderOf(tokens),
    );
    return data.me.sessions;
  }

  async function revocations(): Promise<Record<string, unknown>[]> {
    const rows = await service.opened.events
      .database()
      .collection<{ _id: string; envelope: EventEnvelope }>('outbox')
      .find({ 'envelope.type': 'account.credentials-revoked' })
      .sort({ createdAt: 1 })
      .toArray();
    return rows.map(({ envelope }) => envelope.data);
  }

  it('should answer tokens that say who it is, what they may do, and in which session', async () => {
    const input = { email: 'ADA@example.com', password: PASSWORD };
    const { data } = await service.execute<{ login: { tokens: Tokens } }>(
      LOGIN,
      { input },
      { client: CLIENT },
    );
    expect(data.login).toMatchObject({
      __typename: 'LoggedIn',
      user: { id: ADA },
      tokens: { accessToken: expect.any(String), refreshToken: expect.any(String), expiresIn: 600 },
    });
    const claims = decodeJwt(data.login.tokens.accessToken);
    expect(claims).toMatchObject({
      sub: ADA,
      email: 'ada@example.com',
      roles: ['CUSTOMER', 'SUPPORT'],
      aud: 'orrery',
    });
    expect(claims.scope).toContain('orders:read');
    expect(claims.sid).toMatch(/^ses_/);
  });

  it('should answer the same to a wrong password and for nobody, and log nothing of it', async () => {
    for (const email of ['ada@example.com', 'nobody@example.com']) {
      const input = { email, password: 'wrong horse battery' };
      const { data } = await service.execute(LOGIN, { input }, { client: CLIENT });
      expect(data).toEqual({
        login: {
          __typename: 'InvalidCredentials',
          code: 'INVALID_CREDENTIALS',
          message: 'The email address, the password or the code is not right.',
        },
      });
    }
    expect(await scope.models.Session.countDocuments()).toBe(0);
  });

  it('should count each alias of one operation as an attempt', async () => {
    const names = Array.from({ length: 20 }, (_, nth) => `a${nth}`);
    const fields = names.map((name) => `${name}: login(input: $input) { __typename }`).join(' ');
    const input = { email: 'ada@example.com', password: 'wrong horse battery' };
    const { data } = await service.execute<Record<string, { __typename: string }>>(
      `mutation ($input: LoginInput!) { ${fields} }`,
      { input },
      { client: CLIENT },
    );
    const kinds = names.map((name) => data[name]?.__typename);
    expect(kinds.slice(0, 6)).toEqual(Array.from({ length: 6 }, () => 'InvalidCredentials'));
    expect(kinds.slice(6)).toEqual(Array.from({ length: 14 }, () => 'TooManyAttempts'));
    const right = { email: 'ada@example.com', password: PASSWORD };
    const locked = await service.execute<{ login: { retryAt: string } }>(LOGIN, { input: right });
    expect(locked.data.login).toMatchObject({ __typename: 'TooManyAttempts', code: 'TOO_MANY_ATTEMPTS' });
    expect(new Date(locked.data.login.retryAt).getTime()).toBeGreaterThan(0);
  });

  it('should refuse what no credentials are, without echoing it', async () => {
    const input = { email: 'e'.repeat(300), password: `hunter2${'x'.repeat(2_000)}` };
    const { errors } = await service.execute(LOGIN, { input });
    const fields = errors?.[0]?.extensions?.fields as { path: string }[];
    expect(fields.map(({ path }) => path)).toEqual(['input.email', 'input.password']);
    expect(JSON.stringify(errors)).not.toContain('hunter2');
  });

  describe('refresh', () => {
    it('should answer the next tokens of the session, with the roles of now', async () => {
      const first = await logIn();
      await scope.models.User.updateOne({ _id: ADA }, { $set: { roles: ['CUSTOMER'] } });
      const next = await refreshed(first.refreshToken);
      expect(next.__typename).toBe('Tokens');
      const { sid, roles, scope: granted } = decodeJwt(next.accessToken);
      expect(sid).toBe(decodeJwt(first.accessToken).sid);
      expect({ roles, granted }).toEqual({ roles: ['CUSTOMER'], granted: '' });
    });

    it.each(['', 'nonsense', 'x'.repeat(5_000)])('should refuse %j as no refresh token', async (token) => {
      expect(await refreshed(token)).toEqual({
        __typename: 'InvalidRefreshToken',
        code: 'INVALID_REFRESH_TOKEN',
      });
    });
  });

  describe('sessions', () => {
    it('should list those of the user with what the client called itself, and nobody else', async () => {
      const [phone, desk] = [await logIn(), await logIn()];
      await logIn('eve@example.com');
      const rows = await sessionsOf(phone);
      expect(rows).toHaveLength(2);
      expect(new Set(rows.map(({ agent }) => agent))).toEqual(new Set([CLIENT.agent]));
      expect(rows.filter(({ isCurrent }) => isCurrent).map(({ id }) => id)).toEqual([
        decodeJwt(phone.accessToken).sid,
      ]);
      const others = `{ user(id: "${ADA}") { sessions { id } } }`;
      const admin = { caller: callerOf(EVE, 'ADMIN') };
      expect((await service.execute(others, {}, admin)).data).toEqual({ user: { sessions: null } });
      expect((await service.execute(others)).data).toEqual({ user: { sessions: null } });
      expect(await sessionsOf(desk)).toHaveLength(2);
    });

    it('should end one by logout, and tell of it, once', async () => {
      const [phone, desk] = [await logIn(), await logIn()];
      const caller = asHolderOf(phone);
      expect((await service.execute('mutation { logout }', {}, caller)).data).toEqual({ logout: true });
      expect((await service.execute('mutation { logout }', {}, caller)).data).toEqual({ logout: false });
      expect((await refreshed(phone.refreshToken)).__typename).toBe('InvalidRefreshToken');
      expect((await refreshed(desk.refreshToken)).__typename).toBe('Tokens');
      expect(await revocations()).toEqual([
        {
          userId: ADA,
          everything: false,
          sessionIds: [decodeJwt(phone.accessToken).sid],
          clientIds: [],
          exceptSessionId: null,
          reason: 'logout',
          at: expect.any(String),
        },
      ]);
    });

    it('should end one by its refresh token when the access token has expired, and none by nonsense', async () => {
      const { refreshToken } = await logIn();
      const LOGOUT = 'mutation ($token: String) { logout(refreshToken: $token) }';
      expect((await service.execute(LOGOUT, { token: 'nonsense' })).data).toEqual({ logout: false });
      expect((await service.execute(LOGOUT, {})).data).toEqual({ logout: false });
      expect((await service.execute(LOGOUT, { token: refreshToken })).data).toEqual({ logout: true });
      expect((await refreshed(refreshToken)).__typename).toBe('InvalidRefreshToken');
    });

    it("should end another of one's own by id, and nobody else's", async () => {
      const [phone, desk] = [await logIn(), await logIn()];
      const END = 'mutation ($id: ID!) { endSession(id: $id) { sessions { id } } }';
      const id = decodeJwt(desk.accessToken).sid;
      const eve = asHolderOf(await logIn('eve@example.com'));
      expect((await service.execute(END, { id }, eve)).errors?.[0]?.extensions).toEqual({
        code: 'NOT_FOUND',
      });
      expect((await service.execute(END, { id })).errors?.[0]?.extensions).toEqual({
        code: 'UNAUTHENTICATED',
      });
      expect(await revocations()).toEqual([]);
      const { data } = await service.execute(END, { id }, asHolderOf(phone));
      expect(data).toEqual({ endSession: { sessions: [{ id: decodeJwt(phone.accessToken).sid }] } });
      expect((await refreshed(desk.refreshToken)).__typename).toBe('InvalidRefreshToken');
      expect(await revocations()).toMatchObject([{ sessionIds: [id], reason: 'session-ended' }]);
    });

    it('should end all but the one that asks', async () => {
      const [phone, desk, tablet] = [await logIn(), await logIn(), await logIn()];
      const eve = await logIn('eve@example.com');
      const { data } = await service.execute(
        'mutation { endOtherSessions { sessions { id } } }',
        {},
        asHolderOf(phone),
      );
      const sid = decodeJwt(phone.accessToken).sid;
      expect(data).toEqual({ endOtherSessions: { sessions: [{ id: sid }] } });
      for (const ended of [desk, tablet]) {
        expect((await refreshed(ended.refreshToken)).__typename).toBe('InvalidRefreshToken');
      }
      expect((await refreshed(phone.refreshToken)).__typename).toBe('Tokens');
      expect((await refreshed(eve.refreshToken)).__typename).toBe('Tokens');
      expect(await revocations()).toMatchObject([{ userId: ADA, everything: true, exceptSessionId: sid }]);
    });

    it('should give no token to a session that ended, though its grant were still there', async () => {
      const { accessToken, refreshToken } = await logIn();
      const { sid } = decodeJwt(accessToken);
      await scope.models.Session.updateOne({ _id: String(sid) }, { $set: { endedAt: new Date() } });
      expect((await refreshed(refreshToken)).__typename).toBe('InvalidRefreshToken');
    });
  });
});
