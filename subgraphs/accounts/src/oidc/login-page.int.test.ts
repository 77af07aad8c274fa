import { seedId } from '@orrery/contracts';
import { callerOf, openTestService, type TestService } from '@orrery/testkit';
import { generateSync } from 'otplib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { confirmSecondFactor } from '../commands/confirm-second-factor.command.js';
import { enrolSecondFactor } from '../commands/enrol-second-factor.command.js';
import type { AccountsScope } from '../context.js';
import { hashPassword } from '../domain/password.js';
import { accounts } from '../service.js';
import { oidcListener } from '../workers/oidc-listener.js';
import { oidcFields } from './oidc-settings.js';

const PASSWORD = 'correct horse battery';
const ADA = seedId('User', 'ada');
const AUTHORIZE = `/authorize?${new URLSearchParams({
  client_id: 'orrery-web',
  response_type: 'code',
  redirect_uri: 'http://localhost:4000/',
  scope: 'openid',
  code_challenge: 'a'.repeat(43),
  code_challenge_method: 'S256',
})}`;

describe('the login page of who has a second factor', () => {
  let service: TestService;
  let listener: NonNullable<Awaited<ReturnType<typeof oidcListener.start>>>;
  let secret: string;
  let confirmedAt: number; // seconds since 1970
  let recoveryCodes: readonly string[];

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
    const scope = service.opened.scope({ caller: callerOf(ADA) }) as AccountsScope;
    await scope.models.User.deleteMany({});
    await scope.models.Attempt.deleteMany({});
    await scope.models.User.create({
      _id: ADA,
      email: 'ada@example.com',
      displayName: 'Ada',
      roles: ['CUSTOMER'],
      passwordHash: await hashPassword(PASSWORD),
      createdAt: new Date(),
    });
    const enrolment = await enrolSecondFactor(scope, undefined);
    if (typeof enrolment === 'string') throw new Error(enrolment);
    secret = enrolment.secret;
    confirmedAt = Math.floor(Date.now() / 1_000);
    const confirmed = await confirmSecondFactor(scope, { code: codeAt(confirmedAt) });
    if (typeof confirmed === 'string') throw new Error(confirmed);
    recoveryCodes = confirmed.recoveryCodes;
  });

  const codeAt = (epoch: number) => generateSync({ secret, epoch });

  async function begun() {
    const at = (path: string) => `http://127.0.0.1:${listener.port}${path}`;
    const started = await fetch(at(AUTHORIZE), { redirect: 'manual' });
    const cookie = started.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
    const path = String(started.headers.get('location'));
    return async (fields: Record<string, string>) => {
      const response = await fetch(at(`${path}/login`), {
        method: 'POST',
        redirect: 'manual',
        headers: { cookie },
        body: new URLSearchParams({ email: 'ada@example.com', password: PASSWORD, ...fields }),
      });
      const body = await response.text();
      return {
        status: response.status,
        asksCode: body.includes('name="code"'),
        fault: /role="alert">([^<]*)</.exec(body)?.[1],
        location: response.headers.get('location'),
      };
    };
  }

  it('should ask for a code once the password is right, and let in by one', async () => {
    const send = await begun();
    const wrong = await send({ password: 'wrong horse battery' });
    expect(wrong).toMatchObject({ status: 401, asksCode: false });
    expect(await send({})).toMatchObject({
      status: 401,
      asksCode: true,
      fault: 'Type your password again, and the code.',
    });
    const used = await send({ code: codeAt(confirmedAt) });
    expect(used).toMatchObject({ status: 401, asksCode: true });
    expect(used.fault).toMatch(/^The email address, the password or the code is not right\./);
    expect(await send({ code: codeAt(confirmedAt + 30) })).toMatchObject({
      status: 303,
      location: expect.stringContaining('/authorize/'),
    });
  });

  it('should let in by a recovery code', async () => {
    const send = await begun();
    expect(await send({ code: recoveryCodes[0] as string })).toMatchObject({ status: 303 });
  });

  it('should go on asking for the code while who guesses has to wait', async () => {
    const send = await begun();
    for (let nth = 1; nth <= 6; nth++) expect(await send({ code: '000000' })).toMatchObject({ status: 401 });
    expect(await send({ code: recoveryCodes[0] as string })).toMatchObject({ status: 429, asksCode: true });
  });
});
