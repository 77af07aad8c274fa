import { hash, verify } from '@node-rs/argon2';
import { seedId } from '@orrery/contracts';
import { openTestService, type TestService } from '@orrery/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { AttemptsRefused } from './commands/attempts.js';
import { authenticate, type Credentials } from './commands/authenticate.command.js';
import type { AccountsScope } from './context.js';
import { hashPassword } from './domain/password.js';
import { accounts } from './service.js';

vi.mock('@node-rs/argon2', async (actual) => {
  const real = await actual<typeof import('@node-rs/argon2')>();
  return { ...real, verify: vi.fn(real.verify) };
});

const EMAIL = 'ada@example.com';
const PASSWORD = 'correct horse battery';
const ADDRESS = '192.0.2.1';
const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;

describe('authenticate', () => {
  let service: TestService;
  let scope: AccountsScope;
  let now: number;

  beforeAll(async () => {
    service = await openTestService(accounts);
    scope = service.opened.scope() as AccountsScope;
  });

  afterAll(() => service.close());

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    now = Date.now();
    await scope.models.Attempt.deleteMany({});
    await scope.models.User.deleteMany({});
    await scope.models.User.create([
      {
        _id: seedId('User', 'ada'),
        email: EMAIL,
        displayName: 'Ada',
        roles: ['CUSTOMER'],
        passwordHash: await hashPassword(PASSWORD),
        addresses: [],
        defaultAddressId: null,
        createdAt: new Date(),
      },
    ]);
  });

  afterEach(() => vi.useRealTimers());

  function passed(ms: number): void {
    now += ms;
    vi.setSystemTime(now);
  }

  async function outcome(changes: Partial<Credentials> = {}): Promise<string> {
    const answer = await authenticate(scope, {
      email: EMAIL,
      password: PASSWORD,
      address: ADDRESS,
      ...changes,
    });
    if (answer instanceof AttemptsRefused) return `not before ${answer.retryAt.getTime() - now} ms`;
    return typeof answer === 'string' ? answer : answer.email;
  }

  async function outcomes(count: number, changes: Partial<Credentials>): Promise<Record<string, number>> {
    const answers = await Promise.all(Array.from({ length: count }, () => outcome(changes)));
    const kinds = answers.map((answer) => answer.split(' ')[0] as string);
    return Object.fromEntries(
      [...new Set(kinds)].map((kind) => [kind, kinds.filter((k) => k === kind).length]),
    );
  }

  it('should know a user by email in any case and password, and hand out no hash', async () => {
    const user = await authenticate(scope, {
      email: ' ADA@example.com',
      password: PASSWORD,
      address: ADDRESS,
    });
    expect(user).toMatchObject({ email: EMAIL, displayName: 'Ada' });
    expect(JSON.stringify(user)).not.toContain('argon2');
    expect(await outcome({ password: `${PASSWORD}!` })).toBe('INVALID_CREDENTIALS');
    expect(await outcome({ email: 'nobody@example.com' })).toBe('INVALID_CREDENTIALS');
    expect(await outcome({ password: 'x'.repeat(10_000) })).toBe('INVALID_CREDENTIALS');
  });

  it.each([EMAIL, 'nobody@example.com'])(
    'should let 5 wrong passwords through and then double the wait, for %s',
    async (email) => {
      const wrong = { email, password: 'wrong horse battery' };
      for (let nth = 1; nth <= 6; nth++) expect(await outcome(wrong)).toBe('INVALID_CREDENTIALS');
      for (const seconds of [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]) {
        expect(await outcome(wrong)).toBe(`not before ${seconds * SECOND_MS} ms`);
        passed(seconds * SECOND_MS - 1);
        expect(await outcome(wrong)).toBe('not before 1 ms');
        passed(1);
        expect(await outcome(wrong)).toBe('INVALID_CREDENTIALS');
      }
    },
  );

  it('should keep the right password out while the account has to wait, and forget the failures once it is let in', async () => {
    for (let nth = 1; nth <= 6; nth++) await outcome({ password: 'wrong horse battery' });
    expect(await outcome()).toBe('not before 1000 ms');
    passed(SECOND_MS);
    expect(await outcome()).toBe(EMAIL);
    for (let nth = 1; nth <= 5; nth++) await outcome({ password: 'wrong horse battery' });
    expect(await outcome()).toBe(EMAIL);
  });

  it('should forget the failures of a day ago', async () => {
    for (let nth = 1; nth <= 6; nth++) await outcome({ password: 'wrong horse battery' });
    passed(DAY_MS);
    for (let nth = 1; nth <= 6; nth++) {
      expect(await outcome({ password: 'wrong horse battery' })).toBe('INVALID_CREDENTIALS');
    }
    expect(await outcome()).toBe('not before 1000 ms');
  });

  it('should look at 6 of 40 guesses that come at the same time', async () => {
    const wrong = { password: 'wrong horse battery', address: undefined };
    expect(await outcomes(40, wrong)).toEqual({ INVALID_CREDENTIALS: 6, not: 34 });
    const { failures } = (await scope.models.Attempt.findOne({}).lean()) ?? {};
    expect(failures).toBe(6);
  });

  it('should slow down an address that tries many accounts, also one that changes within its network', async () => {
    const answers: string[] = [];
    for (let nth = 0; nth < 52; nth++) {
      const address = `2001:db8::${nth.toString(16)}`;
      answers.push(await outcome({ email: `user-${nth}@example.com`, address }));
    }
    expect(answers.slice(0, 51)).toEqual(Array.from({ length: 51 }, () => 'INVALID_CREDENTIALS'));
    expect(answers[51]).toBe('not before 1000 ms');
    expect(await outcome({ address: '2001:db8:0:1::1' })).toBe(EMAIL);
    expect(await outcome({ address: '2001:db8::1' })).toBe('not before 1000 ms');
  });

  it('should not charge an address for those who log in from it', async () => {
    for (let nth = 0; nth < 3; nth++) expect(await outcome()).toBe(EMAIL);
    const counted = await scope.models.Attempt.find({}).lean();
    expect(counted.map(({ failures }) => failures)).toEqual([0]);
  });

  it('should hash anew at a login what was hashed by weaker parameters, and what it knows only then', async () => {
    const weak = await hash(PASSWORD, { memoryCost: 8_192, timeCost: 1, parallelism: 1 });
    await scope.models.User.updateOne({ email: EMAIL }, { $set: { passwordHash: weak } });
    const stored = async () =>
      (await scope.models.User.findOne({ email: EMAIL }).select('+passwordHash').lean())?.passwordHash;
    await outcome({ password: 'wrong horse battery' });
    expect(await stored()).toBe(weak);
    expect(await outcome()).toBe(EMAIL);
    expect(await stored()).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await outcome()).toBe(EMAIL);
  });

  it('should do the same for nobody as for a wrong password: one hash of the same cost, and the same calls', async () => {
    const cost = async (email: string) => {
      await scope.models.Attempt.deleteMany({});
      vi.mocked(verify).mockClear();
      service.databaseCalls();
      await outcome({ email, password: 'wrong horse battery' });
      const hashes = vi.mocked(verify).mock.calls.map(([hashed]) => String(hashed).split('$').slice(0, 4));
      return { hashes, calls: service.databaseCalls() };
    };
    const known = await cost(EMAIL);
    expect(known).toEqual({ hashes: [['', 'argon2id', 'v=19', 'm=19456,t=2,p=1']], calls: 3 });
    expect(await cost('nobody@example.com')).toEqual(known);
  });
});
