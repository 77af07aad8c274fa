import { verify } from '@node-rs/argon2';
import { seedId } from '@orrery/contracts';
import { openTestService, type TestService } from '@orrery/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { login } from './commands/login.command.js';
import { resetPassword } from './commands/reset-password.command.js';
import type { AccountsScope } from './context.js';
import { hashPassword } from './domain/password.js';
import { tokenHash } from './oidc/sealing.js';
import { accounts } from './service.js';

vi.mock('@node-rs/argon2', async (actual) => {
  const real = await actual<typeof import('@node-rs/argon2')>();
  return { ...real, verify: vi.fn(real.verify) };
});

const PASSWORD = 'correct horse battery';
const ADA = seedId('User', 'ada');
const CREDENTIALS = { email: 'ada@example.com', password: PASSWORD };

describe('a login while the password is reset', () => {
  let service: TestService;
  let scope: AccountsScope;

  beforeAll(async () => {
    service = await openTestService(accounts);
    scope = service.opened.scope() as AccountsScope;
  });

  afterAll(() => service.close());

  beforeEach(async () => {
    const { User, Session, OneTimeToken } = scope.models;
    await Promise.all([User.deleteMany({}), Session.deleteMany({}), OneTimeToken.deleteMany({})]);
    await User.create({
      _id: ADA,
      email: CREDENTIALS.email,
      displayName: 'Ada',
      roles: ['CUSTOMER'],
      passwordHash: await hashPassword(PASSWORD),
      createdAt: new Date(),
    });
  });

  async function reset(): Promise<void> {
    const expiresAt = new Date(Date.now() + 60_000);
    const facts = { purpose: 'password-reset', userId: ADA, email: CREDENTIALS.email, expiresAt };
    await scope.models.OneTimeToken.create({ _id: tokenHash('the token'), ...facts });
    const outcome = await resetPassword(scope, { token: 'the token', newPassword: 'staple of another kind' });
    if (typeof outcome === 'string') throw new Error(outcome);
  }

  const liveSessions = () => scope.models.Session.countDocuments({ endedAt: null });

  it('should begin no session with a password that was right when it was read', async () => {
    const real = vi.mocked(verify).getMockImplementation();
    vi.mocked(verify).mockImplementationOnce(async (...args) => {
      await reset();
      return real?.(...args) ?? false;
    });
    expect(await login(scope, CREDENTIALS)).toBe('INVALID_CREDENTIALS');
    expect(vi.mocked(verify)).toHaveBeenCalledTimes(1);
    expect(await liveSessions()).toBe(0);
  });

  it('should leave no session of the old password, whoever comes first', async () => {
    for (let round = 0; round < 5; round++) {
      await scope.models.User.updateOne(
        { _id: ADA },
        { $set: { passwordHash: await hashPassword(PASSWORD) } },
      );
      await Promise.all([login(scope, CREDENTIALS), login(scope, CREDENTIALS), reset()]);
      expect(await liveSessions()).toBe(0);
    }
  });
});
