import { PassThrough } from 'node:stream';
import { verify } from '@node-rs/argon2';
import { type EventEnvelope, seedId } from '@orrery/contracts';
import { openTestService, type TestService } from '@orrery/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AccountsScope } from '../context.js';
import type { StoredUser } from '../models/user.model.js';
import { accounts } from '../service.js';

const EMAIL = 'root@example.com';
const PASSWORD = 'correct horse battery';

describe('createsuperuser', () => {
  let service: TestService;
  let scope: AccountsScope;
  let written: { out: string; err: string };

  beforeAll(async () => {
    service = await openTestService(accounts);
    scope = service.opened.scope() as AccountsScope;
  });

  afterAll(() => service.close());

  beforeEach(async () => {
    await scope.models.User.deleteMany({});
    await service.opened.events.database().collection('outbox').deleteMany({});
    written = { out: '', err: '' };
    const keep = (stream: 'out' | 'err') => (chunk: unknown) => {
      written[stream] += String(chunk);
      return true;
    };
    vi.spyOn(process.stdout, 'write').mockImplementation(keep('out'));
    vi.spyOn(process.stderr, 'write').mockImplementation(keep('err'));
  });

  afterEach(() => vi.restoreAllMocks());

  async function run(piped: string, ...argv: string[]): Promise<number> {
    const input = new PassThrough();
    input.end(piped);
    vi.spyOn(process, 'stdin', 'get').mockReturnValue(input as never);
    return (await accounts.tasks?.createsuperuser?.run(scope, argv)) ?? -1;
  }

  const stored = () =>
    scope.models.User.findOne({ email: EMAIL })
      .select('+passwordHash')
      .lean<StoredUser>() as Promise<StoredUser>;

  it('should make an administrator with an argon2id hash of the piped password', async () => {
    expect(await run(`${PASSWORD}\n`, '--email', 'Root@Example.com', '--name', 'Root')).toBe(0);
    const user = await stored();
    expect(user).toMatchObject({ displayName: 'Root', roles: ['CUSTOMER', 'ADMIN'] });
    expect(user.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await verify(user.passwordHash, PASSWORD)).toBe(true);
    expect(written).toEqual({ out: `${EMAIL} is an administrator: ${user._id}\n`, err: '' });
  });

  it('should refuse an address that has an account, unless it is to be promoted, and keep the password then', async () => {
    await scope.models.User.create({
      _id: seedId('User', 'root'),
      email: EMAIL,
      displayName: 'Somebody',
      roles: ['CUSTOMER', 'SUPPORT'],
      passwordHash: 'as it was',
      createdAt: new Date(),
    });
    const before = await stored();
    expect(await run(`${PASSWORD}\n`, '--email', EMAIL)).toBe(1);
    expect(written.err).toBe(
      `There is an account with the address ${EMAIL}: add --promote to make it an administrator's.\n`,
    );
    expect(await stored()).toEqual(before);
    expect(await run('', '--email', EMAIL, '--promote')).toBe(0);
    const after = await stored();
    expect(after).toMatchObject({ roles: ['CUSTOMER', 'SUPPORT', 'ADMIN'], passwordHash: 'as it was' });
    const outbox = service.opened.events
      .database()
      .collection<{ _id: string; envelope: EventEnvelope }>('outbox');
    const told = await outbox.find({}).toArray();
    expect(told.map(({ envelope }) => envelope.data)).toMatchObject([
      { userId: after._id, everything: true, reason: 'roles-changed' },
    ]);
  });

  it('should promote nobody by a wrong address: it makes the account', async () => {
    expect(await run(`${PASSWORD}\n`, '--email', EMAIL, '--promote')).toBe(0);
    expect((await stored()).roles).toEqual(['CUSTOMER', 'ADMIN']);
  });

  it.each([
    ['', 'No password was given'],
    ['short\n', 'A password has 12 to 128 characters.'],
    [`${'x'.repeat(129)}\n`, 'A password has 12 to 128 characters.'],
  ])('should refuse the password %j, and never show it', async (piped, message) => {
    expect(await run(piped, '--email', EMAIL)).toBe(1);
    expect(written.err).toContain(message);
    if (piped.trim() !== '') expect(written.out + written.err).not.toContain(piped.trim());
    expect(await scope.models.User.countDocuments()).toBe(0);
  });

  it.each([
    [[]],
    [['--email', 'nobody']],
    [['--email', EMAIL, '--name', ' ']],
    [['--email', EMAIL, '--password', PASSWORD]],
    [[EMAIL]],
  ])('should say how it is used to %j', async (argv) => {
    expect(await run(`${PASSWORD}\n`, ...argv)).toBe(2);
    expect(written.err).toMatch(/^Usage: createsuperuser --email EMAIL/);
    expect(await scope.models.User.countDocuments()).toBe(0);
  });
});
