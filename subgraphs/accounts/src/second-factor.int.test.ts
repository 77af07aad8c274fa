import { seedId } from '@orrery/contracts';
import { callerOf, openTestService, type TestService } from '@orrery/testkit';
import { generateSync } from 'otplib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AccountsScope } from './context.js';
import { hashPassword } from './domain/password.js';
import { useStep } from './models/second-factor-updates.js';
import type { StoredUser } from './models/user.model.js';
import { seal } from './oidc/sealing.js';
import { accounts } from './service.js';

const PASSWORD = 'correct horse battery';
const ADA = seedId('User', 'ada');
const EVE = seedId('User', 'eve');
const asAda = { caller: callerOf(ADA) };
const MID_STEP = 15_000; // from either end of a time step

const ENROL = `mutation { enrolSecondFactor {
  __typename ... on SecondFactorEnrolment { secret uri } ... on MutationError { code }
} }`;
const CONFIRM = `mutation ($input: ConfirmSecondFactorInput!) { confirmSecondFactor(input: $input) {
  __typename ... on SecondFactorConfirmed { recoveryCodes } ... on MutationError { code }
} }`;
const REMOVE = `mutation ($input: RemoveSecondFactorInput!) { removeSecondFactor(input: $input) {
  __typename ... on User { usesSecondFactor } ... on MutationError { code }
} }`;
const LOGIN = `mutation ($input: LoginInput!) { login(input: $input) {
  __typename ... on LoggedIn { user { usesSecondFactor } }
} }`;

interface Outcome {
  readonly __typename: string;
  readonly secret: string;
  readonly uri: string;
  readonly recoveryCodes: string[];
}

describe('the second factor', () => {
  let service: TestService;
  let scope: AccountsScope;
  let passwordHash: string;

  beforeAll(async () => {
    service = await openTestService(accounts);
    scope = service.opened.scope() as AccountsScope;
    passwordHash = await hashPassword(PASSWORD);
  });

  afterAll(() => service.close());

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    vi.setSystemTime(Math.floor(Date.now() / 30_000) * 30_000 + MID_STEP);
    const { Attempt, User, Session } = scope.models;
    await Promise.all([Attempt.deleteMany({}), User.deleteMany({}), Session.deleteMany({})]);
    const common = { passwordHash, addresses: [], defaultAddressId: null, createdAt: new Date() };
    await User.create([
      { _id: ADA, email: 'ada@example.com', displayName: 'Ada', roles: ['CUSTOMER'], ...common },
      { _id: EVE, email: 'eve@example.com', displayName: 'Eve', roles: ['CUSTOMER'], ...common },
    ]);
  });

  afterEach(() => vi.useRealTimers());

  async function run(document: string, input?: object, sentBy: object = asAda): Promise<Outcome> {
    const { data, errors } = await service.execute<Record<string, Outcome>>(
      document,
      input && { input },
      sentBy,
    );
    expect(errors).toBeUndefined();
    return Object.values(data)[0] as Outcome;
  }

  const codeOf = (secret: string, stepsLater = 0) =>
    generateSync({ secret, epoch: Math.floor(Date.now() / 1_000) + 30 * stepsLater });

  async function enrolled(): Promise<{ secret: string; recoveryCodes: string[] }> {
    const { secret } = await run(ENROL);
    const { recoveryCodes } = await run(CONFIRM, { code: codeOf(secret) });
    vi.setSystemTime(Date.now() + 30_000); // the code of now is used up
    return { secret, recoveryCodes };
  }

  const logIn = async (code?: string, password = PASSWORD) =>
    (await run(LOGIN, { email: 'ada@example.com', password, code }, {})).__typename;

  const stored = () =>
    scope.models.User.findById(ADA).select('+secondFactor').lean<StoredUser>() as Promise<StoredUser>;

  it('should tell the secret once, keep it encrypted, and ask for no code before one was shown', async () => {
    const { secret, uri } = await run(ENROL);
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(uri).toContain(`secret=${secret}`);
    expect(JSON.stringify(await stored())).not.toContain(secret);
    expect(await logIn()).toBe('LoggedIn');
    const again = await run(ENROL);
    expect(again.secret).not.toBe(secret);
    expect(await run(CONFIRM, { code: codeOf(secret) })).toEqual({
      __typename: 'InvalidCode',
      code: 'INVALID_CODE',
    });
    expect(await logIn()).toBe('LoggedIn');
  });

  it('should tell recovery codes once it is confirmed, keep them as hashes, and not be set up anew', async () => {
    const { recoveryCodes } = await enrolled();
    expect(recoveryCodes).toHaveLength(10);
    const kept = JSON.stringify(await stored());
    for (const code of recoveryCodes) expect(kept).not.toContain(code);
    expect(await run(ENROL)).toEqual({ __typename: 'SecondFactorInUse', code: 'SECOND_FACTOR_IN_USE' });
    expect(JSON.stringify(await stored())).toBe(kept);
  });

  it('should confirm for one of those who do at the same time', async () => {
    const { secret } = await run(ENROL);
    const input = { code: codeOf(secret) };
    const answers = await Promise.all(Array.from({ length: 8 }, () => run(CONFIRM, input)));
    const told = answers.filter(({ __typename }) => __typename === 'SecondFactorConfirmed');
    expect(told).toHaveLength(1);
    vi.setSystemTime(Date.now() + 30_000);
    expect(await logIn(told[0]?.recoveryCodes[0])).toBe('LoggedIn');
  });

  it('should ask for a code beside the right password, and only then say so', async () => {
    const { secret } = await enrolled();
    expect(await logIn(undefined, 'wrong horse battery')).toBe('InvalidCredentials');
    expect(await logIn(codeOf(secret), 'wrong horse battery')).toBe('InvalidCredentials');
    expect(await logIn()).toBe('SecondFactorRequired');
    expect(await logIn('')).toBe('SecondFactorRequired');
    expect(await scope.models.Session.countDocuments()).toBe(0);
    const input = { email: 'ada@example.com', password: PASSWORD, code: codeOf(secret) };
    expect(await run(LOGIN, input, {})).toEqual({
      __typename: 'LoggedIn',
      user: { usesSecondFactor: null }, // who logs in is nobody yet
    });
    const { data } = await service.execute('{ me { usesSecondFactor } }', {}, asAda);
    expect(data).toEqual({ me: { usesSecondFactor: true } });
  });

  it('should take a code once, also of those who send it at the same time', async () => {
    const { secret } = await enrolled();
    const answers = await Promise.all(Array.from({ length: 5 }, () => logIn(codeOf(secret))));
    expect(answers.sort()).toEqual([...Array.from({ length: 4 }, () => 'InvalidCredentials'), 'LoggedIn']);
    expect(await logIn(codeOf(secret))).toBe('InvalidCredentials');
    expect(await logIn(codeOf(secret, -1))).toBe('InvalidCredentials');
    expect(await logIn(codeOf(secret, 1))).toBe('LoggedIn');
  });

  it('should use up with a step those before it, also for who has read it before', async () => {
    await enrolled();
    const { secondFactor } = await stored();
    const { sealedSecret = '', lastStep } = secondFactor ?? {};
    const use = (later: number) =>
      useStep(scope.models.User, { userId: ADA, sealedSecret, step: Number(lastStep) + later });
    expect([await use(2), await use(1), await use(2), await use(3)]).toEqual([true, false, false, true]);
  });

  it('should take each recovery code once', async () => {
    const { recoveryCodes } = await enrolled();
    const [first = '', second = ''] = recoveryCodes;
    const answers = await Promise.all([logIn(first), logIn(first), logIn(first)]);
    expect(answers.sort()).toEqual(['InvalidCredentials', 'InvalidCredentials', 'LoggedIn']);
    expect(await logIn(second.toUpperCase().replaceAll('-', ' '))).toBe('LoggedIn');
    expect((await stored()).secondFactor?.recoveryHashes).toHaveLength(8);
  });

  it('should take recovery codes also where the secret cannot be read', async () => {
    const { secret, recoveryCodes } = await enrolled();
    const sealedSecret = seal('of another installation', Buffer.alloc(32, 1));
    await scope.models.User.updateOne({ _id: ADA }, { $set: { 'secondFactor.sealedSecret': sealedSecret } });
    const input = { email: 'ada@example.com', password: PASSWORD, code: codeOf(secret) };
    const { errors } = await service.execute(LOGIN, { input });
    expect(errors?.[0]?.extensions?.code).toBe('INTERNAL_SERVER_ERROR');
    expect(await logIn(recoveryCodes[0])).toBe('LoggedIn');
  });

  it('should slow down who guesses codes, and forget no failure for a password without one', async () => {
    const { secret } = await enrolled();
    for (let nth = 1; nth <= 6; nth++) {
      expect(await logIn('000000')).toBe('InvalidCredentials');
      if (nth < 6) expect(await logIn()).toBe('SecondFactorRequired');
    }
    expect(await logIn(codeOf(secret))).toBe('TooManyAttempts');
    vi.setSystemTime(Date.now() + 1_000);
    expect(await logIn(codeOf(secret))).toBe('LoggedIn');
  });

  it('should be turned off by the password or a code, and by nothing else', async () => {
    for (const proof of ['password', 'code', 'recovery code']) {
      const { secret, recoveryCodes } = await enrolled();
      const input =
        proof === 'password'
          ? { password: PASSWORD }
          : { code: proof === 'code' ? codeOf(secret) : recoveryCodes[0] };
      expect(await run(REMOVE, { password: 'wrong horse battery', code: '000000' })).toEqual({
        __typename: 'InvalidCredentials',
        code: 'INVALID_CREDENTIALS',
      });
      expect(await logIn()).toBe('SecondFactorRequired');
      expect(await run(REMOVE, input)).toEqual({ __typename: 'User', usesSecondFactor: false });
      expect(await logIn()).toBe('LoggedIn');
      expect((await stored()).secondFactor).toBeUndefined();
    }
    const nothing = await service.execute(REMOVE, { input: {} }, asAda);
    expect(nothing.errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT' });
  });

  it('should count wrong proofs as failed logins', async () => {
    await enrolled();
    const answers = [];
    for (let nth = 1; nth <= 7; nth++) answers.push((await run(REMOVE, { code: '000000' })).__typename);
    expect(answers[5]).toBe('InvalidCredentials');
    expect(answers[6]).toBe('TooManyAttempts');
    expect(await logIn()).toBe('TooManyAttempts');
  });

  it("should be nobody else's to see or to change", async () => {
    await enrolled();
    const asEve = { caller: callerOf(EVE, 'ADMIN') };
    const { data } = await service.execute(`{ user(id: "${ADA}") { usesSecondFactor } }`, {}, asEve);
    expect(data).toEqual({ user: { usesSecondFactor: null } });
    expect(await run(REMOVE, { password: PASSWORD }, asEve)).toMatchObject({ __typename: 'User' });
    expect((await stored()).secondFactorSince).toBeInstanceOf(Date);
    for (const document of [ENROL, CONFIRM, REMOVE]) {
      const { errors } = await service.execute(document, { input: { code: '000000' } });
      expect(errors?.[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED' });
    }
  });
});
