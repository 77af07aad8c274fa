import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { verify } from '@node-rs/argon2';
import { type EventEnvelope, seedId } from '@orrery/contracts';
import { callerOf, openTestService, type TestService } from '@orrery/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AccountsScope } from './context.js';
import { hashPassword } from './domain/password.js';
import { sendMail } from './jobs/send-mail.job.js';
import type { TokenMail } from './mail/mail-port.js';
import type { StoredUser } from './models/user.model.js';
import { accounts } from './service.js';

const PASSWORD = 'correct horse battery';
const NEW_PASSWORD = 'staple of another kind';
const MAIL_SECRET = 'known to both of them';
const ADA = seedId('User', 'ada');
const asAda = { caller: { ...callerOf(ADA), sessionId: 'ses_asking' } };
const MINUTE_MS = 60_000;

const REQUEST = `mutation ($email: String!) { requestPasswordReset(input: { email: $email }) {
  __typename ... on MailOnItsWay { validForSeconds } ... on MutationError { code }
} }`;
const RESET = `mutation ($token: String!, $newPassword: String!) {
  resetPassword(input: { token: $token, newPassword: $newPassword }) {
    __typename ... on User { id } ... on MutationError { code }
  }
}`;
const ASK_VERIFICATION = `mutation { requestEmailVerification { __typename ... on MutationError { code } } }`;
const VERIFY = `mutation ($token: String!) { verifyEmail(token: $token) {
  __typename ... on User { id } ... on MutationError { code }
} }`;
const CHANGE = `mutation ($oldPassword: String!, $newPassword: String!) {
  changePassword(input: { oldPassword: $oldPassword, newPassword: $newPassword }) {
    __typename ... on User { id } ... on MutationError { code }
  }
}`;
const LOGIN = `mutation ($input: LoginInput!) { login(input: $input) {
  __typename ... on LoggedIn { tokens { refreshToken } }
} }`;
const REFRESH = 'mutation ($token: String!) { refresh(refreshToken: $token) { __typename } }';

interface Received extends Omit<TokenMail, 'expiresAt'> {
  readonly expiresAt: string;
}

describe('passwords that are forgotten, and addresses that are to be verified', () => {
  let service: TestService;
  let scope: AccountsScope;
  let mailbox: Server;
  let received: Received[];
  let posts: { headers: IncomingHttpHeaders; body: string }[];
  let status: number;
  let passwordHash: string;

  beforeAll(async () => {
    mailbox = createServer(async (request, response) => {
      const body = await text(request);
      posts.push({ headers: request.headers, body });
      if (status === 202) received.push(JSON.parse(body) as Received);
      response.writeHead(status).end();
    });
    await new Promise<void>((resolve) => mailbox.listen(0, '127.0.0.1', resolve));
    service = await openTestService(accounts, {
      MAIL_WEBHOOK_URL: `http://127.0.0.1:${(mailbox.address() as AddressInfo).port}/mail`,
      MAIL_WEBHOOK_SECRET: MAIL_SECRET,
    });
    scope = service.opened.scope() as AccountsScope;
    passwordHash = await hashPassword(PASSWORD);
  });

  afterAll(async () => {
    await service.close();
    mailbox.closeAllConnections();
    await new Promise((resolve) => mailbox.close(resolve));
  });

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    received = [];
    posts = [];
    status = 202;
    const { Attempt, OneTimeToken, OutgoingMail, Session, User } = scope.models;
    await Promise.all(
      [Attempt, OneTimeToken, OutgoingMail, Session, User].map((model) =>
        (model as typeof Attempt).deleteMany({}),
      ),
    );
    await service.opened.events.database().collection('outbox').deleteMany({});
    await User.create({
      _id: ADA,
      email: 'ada@example.com',
      displayName: 'Ada',
      roles: ['CUSTOMER'],
      passwordHash,
      createdAt: new Date(),
    });
  });

  afterEach(() => vi.useRealTimers());

  async function run<Outcome = { __typename: string }>(
    document: string,
    variables: Record<string, unknown> = {},
    sentBy: object = {},
  ): Promise<Outcome> {
    const { data, errors } = await service.execute<Record<string, Outcome>>(document, variables, sentBy);
    expect(errors).toBeUndefined();
    return Object.values(data)[0] as Outcome;
  }

  const passed = (ms: number) => vi.setSystemTime(Date.now() + ms);
  const sendDue = () => sendMail.run(scope, new AbortController().signal);
  const stored = () =>
    scope.models.User.findById(ADA).select('+passwordHash').lean<StoredUser>() as Promise<StoredUser>;
  const reset = (token: string, newPassword = NEW_PASSWORD) => run(RESET, { token, newPassword });

  async function mailFor(document: string, variables: Record<string, unknown> = {}, sentBy: object = {}) {
    await run(document, variables, sentBy);
    await sendDue();
    return received.at(-1) as Received;
  }
  const resetMail = () => mailFor(REQUEST, { email: 'ada@example.com' });

  async function logIn(password = PASSWORD): Promise<string> {
    const input = { email: 'ada@example.com', password };
    const outcome = await run<{ __typename: string; tokens?: { refreshToken: string } }>(LOGIN, { input });
    return outcome.tokens?.refreshToken ?? outcome.__typename;
  }

  async function revocations(): Promise<Record<string, unknown>[]> {
    const rows = service.opened.events
      .database()
      .collection<{ _id: string; envelope: EventEnvelope }>('outbox');
    return (await rows.find({}).sort({ 'envelope.sequence': 1 }).toArray()).map(
      ({ envelope }) => envelope.data,
    );
  }

  describe('requestPasswordReset', () => {
    it('should send a signed mail to who has an account, with a token that is nowhere in the database', async () => {
      expect(await run(REQUEST, { email: ' ADA@example.com' })).toEqual({
        __typename: 'MailOnItsWay',
        validForSeconds: 1_800,
      });
      await sendDue();
      expect(received).toEqual([
        {
          id: expect.any(String),
          purpose: 'password-reset',
          to: 'ada@example.com',
          name: 'Ada',
          token: expect.stringMatching(/^[\w-]{43}$/),
          expiresAt: new Date(Date.now() + 30 * MINUTE_MS).toISOString(),
        },
      ]);
      const { headers, body = '' } = posts[0] ?? {};
      const [, seconds, mac] = /^t=(\d+),v1=(\w+)$/.exec(String(headers?.['x-orrery-mail-signature'])) ?? [];
      expect(createHmac('sha256', MAIL_SECRET).update(`${seconds}.${body}`).digest('hex')).toBe(mac);
      expect(headers?.['idempotency-key']).toBe(received[0]?.id);
      const kept = JSON.stringify(await scope.models.OneTimeToken.find().lean());
      expect(kept).toContain(ADA);
      expect(kept).not.toContain(received[0]?.token);
      expect(await scope.models.OutgoingMail.countDocuments()).toBe(0);
    });

    it('should answer and cost the same for nobody, and send nothing', async () => {
      const cost = async (email: string) => {
        service.databaseCalls();
        const answer = await run(REQUEST, { email });
        return { answer, calls: service.databaseCalls() };
      };
      const known = await cost('ada@example.com');
      expect(await cost('nobody@example.com')).toEqual(known);
      await sendDue();
      expect(received.map(({ to }) => to)).toEqual(['ada@example.com']);
      expect(await scope.models.OutgoingMail.countDocuments()).toBe(0);
    });

    it.each(['ada@example.com', 'nobody@example.com'])(
      'should not be asked for without an end: %s',
      async (email) => {
        const kinds = [];
        for (let nth = 1; nth <= 7; nth++) kinds.push((await run(REQUEST, { email })).__typename);
        expect(kinds).toEqual([...Array.from({ length: 6 }, () => 'MailOnItsWay'), 'TooManyAttempts']);
        expect(await scope.models.OutgoingMail.countDocuments()).toBe(6);
      },
    );

    it('should try again until the mail is taken, with the same token, which is valid from then on', async () => {
      status = 503;
      await run(REQUEST, { email: 'ada@example.com' });
      await sendDue();
      await sendDue(); // not before it is due again
      expect(posts).toHaveLength(1);
      passed(29 * MINUTE_MS);
      await sendDue();
      status = 202;
      passed(29 * MINUTE_MS);
      await sendDue();
      await sendDue();
      expect(posts).toHaveLength(3);
      expect(new Set(posts.map(({ body }) => (JSON.parse(body) as Received).token)).size).toBe(1);
      passed(29 * MINUTE_MS);
      expect(await reset(received[0]?.token ?? '')).toEqual({ __typename: 'User', id: ADA });
    });

    it('should not make a token anew that was used before a second try', async () => {
      status = 500; // after it was read: a mail may arrive though its sender was told nothing
      await run(REQUEST, { email: 'ada@example.com' });
      await sendDue();
      const { token } = JSON.parse(posts[0]?.body ?? '{}') as Received;
      expect((await reset(token)).__typename).toBe('User');
      passed(MINUTE_MS);
      await sendDue();
      expect(posts).toHaveLength(1);
      expect((await reset(token)).__typename).toBe('InvalidToken');
      expect(await scope.models.OutgoingMail.countDocuments()).toBe(0);
    });

    it('should send a mail once when several instances do', async () => {
      await run(REQUEST, { email: 'ada@example.com' });
      await Promise.all(Array.from({ length: 5 }, sendDue));
      expect(posts).toHaveLength(1);
    });

    it('should give up after a day', async () => {
      status = 503;
      await run(REQUEST, { email: 'ada@example.com' });
      passed(24 * 60 * MINUTE_MS + 1);
      await sendDue();
      expect(await scope.models.OutgoingMail.countDocuments()).toBe(0);
    });
  });

  describe('resetPassword', () => {
    it('should set the password, end all sessions, tell of it, and verify the address', async () => {
      const refreshToken = await logIn();
      const { token } = await resetMail();
      expect(await reset(token)).toEqual({ __typename: 'User', id: ADA });
      const user = await stored();
      expect(user.passwordHash).toMatch(/^\$argon2id\$/);
      expect(await verify(user.passwordHash, NEW_PASSWORD)).toBe(true);
      expect(user.emailVerifiedAt).toBeInstanceOf(Date);
      expect(await logIn()).toBe('InvalidCredentials');
      expect(await logIn(NEW_PASSWORD)).toMatch(/^[\w-]{40,}$/);
      expect((await run(REFRESH, { token: refreshToken })).__typename).toBe('InvalidRefreshToken');
      expect(await revocations()).toMatchObject([
        { userId: ADA, everything: true, exceptSessionId: null, reason: 'password-reset' },
      ]);
    });

    it('should work once, also for those who use it at the same time', async () => {
      const { token } = await resetMail();
      const passwords = Array.from({ length: 8 }, (_, nth) => `${NEW_PASSWORD} ${nth}`);
      const answers = await Promise.all(passwords.map((password) => reset(token, password)));
      const winner = answers.findIndex(({ __typename }) => __typename === 'User');
      expect(answers.filter(({ __typename }) => __typename === 'User')).toHaveLength(1);
      expect(await verify((await stored()).passwordHash, passwords[winner] ?? '')).toBe(true);
      expect(await revocations()).toHaveLength(1);
    });

    it('should work for 30 minutes, for the latest mail, and for nothing else', async () => {
      const first = await resetMail();
      const second = await resetMail();
      expect((await reset(first.token)).__typename).toBe('InvalidToken');
      for (const token of ['', 'nonsense', first.id]) {
        expect((await reset(token)).__typename).toBe('InvalidToken');
      }
      expect((await run(VERIFY, { token: second.token })).__typename).toBe('InvalidToken');
      passed(30 * MINUTE_MS);
      expect(await reset(second.token)).toEqual({ __typename: 'InvalidToken', code: 'INVALID_TOKEN' });
      expect((await stored()).passwordHash).toBe(passwordHash);
    });

    it('should let in who has waited for too many wrong passwords, and refuse a weak one without using the token', async () => {
      for (let nth = 1; nth <= 7; nth++) await logIn('wrong horse battery');
      expect(await logIn()).toBe('TooManyAttempts');
      const { token } = await resetMail();
      const { errors } = await service.execute(RESET, { token, newPassword: 'short' });
      expect(errors?.[0]?.extensions?.fields).toMatchObject([{ path: 'input.newPassword' }]);
      expect((await reset(token)).__typename).toBe('User');
      expect(await logIn(NEW_PASSWORD)).toMatch(/^[\w-]{40,}$/);
    });
  });

  describe('verifyEmail', () => {
    it('should be shown by the token of a mail, once, to the user', async () => {
      const asked = '{ me { emailVerified } }';
      expect(await run(asked, {}, asAda)).toEqual({ emailVerified: false });
      const { token, purpose } = await mailFor(ASK_VERIFICATION, {}, asAda);
      expect(purpose).toBe('email-verification');
      expect((await reset(token)).__typename).toBe('InvalidToken');
      const answers = await Promise.all([1, 2, 3].map(() => run(VERIFY, { token })));
      expect(answers.map(({ __typename }) => __typename).sort()).toEqual([
        'InvalidToken',
        'InvalidToken',
        'User',
      ]);
      expect(await run(asked, {}, asAda)).toEqual({ emailVerified: true });
      expect(await run(ASK_VERIFICATION, {}, asAda)).toEqual({
        __typename: 'EmailAlreadyVerified',
        code: 'EMAIL_ALREADY_VERIFIED',
      });
      const { data } = await service.execute(`{ user(id: "${ADA}") { emailVerified } }`);
      expect(data).toEqual({ user: { emailVerified: null } });
    });

    it('should be asked for by who is known', async () => {
      const { errors } = await service.execute(ASK_VERIFICATION);
      expect(errors?.[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED' });
    });
  });

  describe('changePassword', () => {
    const change = (oldPassword: string) => run(CHANGE, { oldPassword, newPassword: NEW_PASSWORD }, asAda);

    it('should end the other sessions, make mails void that were sent before, and tell of it', async () => {
      const refreshToken = await logIn();
      const { token } = await resetMail();
      expect(await change(PASSWORD)).toEqual({ __typename: 'User', id: ADA });
      expect(await logIn()).toBe('InvalidCredentials');
      expect(await logIn(NEW_PASSWORD)).toMatch(/^[\w-]{40,}$/);
      expect((await run(REFRESH, { token: refreshToken })).__typename).toBe('InvalidRefreshToken');
      expect((await reset(token)).__typename).toBe('InvalidToken');
      expect(await revocations()).toMatchObject([
        { userId: ADA, everything: true, exceptSessionId: 'ses_asking', reason: 'password-changed' },
      ]);
    });

    it('should count wrong passwords as those of logins, and change nothing', async () => {
      for (let nth = 1; nth <= 6; nth++) {
        expect(await change('wrong horse battery')).toEqual({
          __typename: 'InvalidCredentials',
          code: 'INVALID_CREDENTIALS',
        });
      }
      expect((await change(PASSWORD)).__typename).toBe('TooManyAttempts');
      expect(await logIn()).toBe('TooManyAttempts');
      expect((await stored()).passwordHash).toBe(passwordHash);
      expect(await revocations()).toEqual([]);
    });
  });
});

describe('an installation without mail', () => {
  it('should say so, and note nothing', async () => {
    const service = await openTestService(accounts, { ORRERY_ENV: 'production' });
    try {
      const { models } = service.opened.scope() as AccountsScope;
      await models.User.create({
        _id: ADA,
        email: 'ada@example.com',
        displayName: 'Ada',
        roles: ['CUSTOMER'],
        passwordHash: 'none',
        createdAt: new Date(),
      });
      const refused = { __typename: 'MailNotSetUp', code: 'MAIL_NOT_SET_UP' };
      const reset = await service.execute(REQUEST, { email: 'ada@example.com' });
      expect(reset.data).toEqual({ requestPasswordReset: refused });
      const verification = await service.execute(ASK_VERIFICATION, {}, asAda);
      expect(verification.data).toEqual({ requestEmailVerification: refused });
      expect(await models.OutgoingMail.countDocuments()).toBe(0);
    } finally {
      await service.close();
    }
  });
});
