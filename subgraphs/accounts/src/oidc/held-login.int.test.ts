import { createHash } from 'node:crypto';
import { seedId } from '@orrery/contracts';
import { callerOf, openTestService, type TestService } from '@orrery/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { changePassword } from '../commands/change-password.command.js';
import type { AccountsScope } from '../context.js';
import { hashPassword } from '../domain/password.js';
import { accounts } from '../service.js';
import { oidcListener } from '../workers/oidc-listener.js';
import { oidcFields } from './oidc-settings.js';

const PASSWORD = 'correct horse battery';
const NEW_PASSWORD = 'staple of another kind';
const ADA = seedId('User', 'ada');
const REDIRECT_URI = 'http://localhost:4000/';
const VERIFIER = 'v'.repeat(43);
const AUTHORIZE = `/authorize?${new URLSearchParams({
  client_id: 'orrery-web',
  response_type: 'code',
  redirect_uri: REDIRECT_URI,
  scope: 'openid',
  code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
  code_challenge_method: 'S256',
})}`;

describe('a login that somebody holds back while the password is changed', () => {
  let service: TestService;
  let listener: NonNullable<Awaited<ReturnType<typeof oidcListener.start>>>;

  beforeAll(async () => {
    service = await openTestService(accounts);
    const config = { ...z.object(oidcFields).parse({ OIDC_PORT: '0' }), HOST: '127.0.0.1' };
    const scope = () => service.opened.scope() as AccountsScope;
    listener = (await oidcListener.start(scope, config)) as typeof listener;
  });

  afterAll(async () => {
    await listener.stop();
    await service.close();
  });

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { models } = service.opened.scope() as AccountsScope;
    await models.User.deleteMany({});
    await models.User.create({
      _id: ADA,
      email: 'ada@example.com',
      displayName: 'Ada',
      roles: ['CUSTOMER'],
      passwordHash: await hashPassword(PASSWORD),
      createdAt: new Date(),
    });
  });

  afterEach(() => vi.useRealTimers());

  const passed = (ms: number) => vi.setSystemTime(Date.now() + ms);

  /** A browser, as far as it takes one here: with a jar of cookies, and a step at a time. */
  function browser() {
    const jar = new Map<string, string>();
    return async (path: string, form?: Record<string, string>) => {
      const { pathname, search } = new URL(path, 'http://localhost');
      const response = await fetch(`http://127.0.0.1:${listener.port}${pathname}${search}`, {
        redirect: 'manual',
        headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
        ...(form && { method: 'POST', body: new URLSearchParams(form) }),
      });
      for (const cookie of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
        if (value === '') jar.delete(name);
        else jar.set(name, value);
      }
      await response.text();
      return { status: response.status, location: response.headers.get('location') ?? '' };
    };
  }

  /** Types the password in; what it answers leads on to the tokens, whenever it is followed. */
  async function typedIn(password: string) {
    const go = browser();
    const { location: page } = await go(AUTHORIZE);
    let { location } = await go(`${page}/login`, { email: 'ada@example.com', password });
    return async () => {
      while (!location.startsWith(REDIRECT_URI)) {
        const isPage = new URL(location, 'http://localhost').pathname.startsWith('/interaction/');
        ({ location } = isPage ? await go(`${location}/consent`, {}) : await go(location));
      }
      const response = await fetch(`http://127.0.0.1:${listener.port}/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'authorization_code',
          client_id: 'orrery-web',
          redirect_uri: REDIRECT_URI,
          code: new URL(location).searchParams.get('code') ?? '',
          code_verifier: VERIFIER,
        }),
      });
      return ((await response.json()) as { error?: string }).error ?? 'tokens';
    };
  }

  async function changed(): Promise<void> {
    const scope = service.opened.scope({ caller: callerOf(ADA) }) as AccountsScope;
    const outcome = await changePassword(scope, { oldPassword: PASSWORD, newPassword: NEW_PASSWORD });
    if (typeof outcome === 'string') throw new Error(outcome);
  }

  it('should get no tokens by the password of before', async () => {
    const held = await typedIn(PASSWORD);
    const inTime = await typedIn(PASSWORD);
    expect(await inTime()).toBe('tokens');
    passed(60_000);
    await changed();
    passed(60_000);
    expect(await held()).toBe('invalid_grant');
    const { Session } = (service.opened.scope() as AccountsScope).models;
    expect(await Session.countDocuments({ userId: ADA, endedAt: null })).toBe(0);
  });

  it('should get none in the very second of the change either, and afterwards by the new one', async () => {
    const held = await typedIn(PASSWORD);
    await changed();
    expect(await held()).toBe('invalid_grant');
    passed(2_000);
    expect(await (await typedIn(NEW_PASSWORD))()).toBe('tokens');
  });
});
