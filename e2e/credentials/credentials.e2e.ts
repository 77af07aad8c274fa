import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEMO_PASSWORD } from '@orrery/contracts/seed';
import { decodeJwt } from 'jose';
import { generateSync } from 'otplib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSystem, type TestSystem } from '../start-system.js';

const PATIENCE = { timeout: 60_000, interval: 200 }; // for what is told to the gateway within seconds
const LOGIN = `mutation ($email: String!, $password: String!, $code: String) {
  login(input: { email: $email, password: $password, code: $code }) {
    __typename ... on LoggedIn { user { id } tokens { accessToken refreshToken } }
  }
}`;
const STOCK = '{ stockLevels(first: 1) { nodes { id } } }';

interface Answer {
  readonly data?: Record<string, Record<string, unknown>> | null;
  readonly errors?: readonly { readonly extensions?: { readonly code?: string } }[];
}

describe('credentials, on the running system', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await startSystem();
  });

  afterAll(() => system?.stop());

  async function ask(query: string, variables: object = {}, token?: string): Promise<Answer> {
    const response = await fetch(`http://127.0.0.1:${system.places.gatewayPort}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as Answer;
  }

  /** The one field that was asked for. */
  async function fieldOf(query: string, variables: object = {}, token?: string) {
    const { data, errors } = await ask(query, variables, token);
    expect(errors).toBeUndefined();
    return Object.values(data ?? {})[0] as Record<string, never>;
  }

  async function logIn(email: string, password = DEMO_PASSWORD, code?: string) {
    const outcome = await fieldOf(LOGIN, { email, password, code });
    const { user, tokens } = outcome as unknown as {
      user?: { id: string };
      tokens?: { accessToken: string; refreshToken: string };
    };
    return { kind: String(outcome.__typename), id: user?.id, token: tokens?.accessToken ?? '', ...tokens };
  }

  const isTakenBack = async (token: string) =>
    (await ask('{ me { id } }', {}, token)).errors?.[0]?.extensions?.code ?? 'taken';

  it('should let a machine in by its key, with the scopes of the key, until it is revoked', async () => {
    const { token } = await logIn('wanda@example.com'); // of the warehouse
    const input = { name: 'Robot', scopes: ['stock:read'], expiresAt: new Date(Date.now() + 3_600_000) };
    const made = await fieldOf(
      `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) {
        __typename ... on ApiKeyCreated { key apiKey { id } } ... on ScopesNotHeld { scopes }
      } }`,
      { input },
      token,
    );
    expect(made).toMatchObject({ __typename: 'ApiKeyCreated' });
    const { key, apiKey } = made as unknown as { key: string; apiKey: { id: string } };
    const exchange = () =>
      fieldOf(
        `mutation ($key: String!) { exchangeApiKey(key: $key) { __typename ... on MachineToken { accessToken } } }`,
        { key },
      );
    const machine = String((await exchange()).accessToken);
    expect(decodeJwt(machine)).toMatchObject({ sub: `key:${apiKey.id}`, scope: 'stock:read' });
    expect((await ask(STOCK, {}, machine)).data?.stockLevels?.nodes).toHaveLength(1);
    const denied = await ask('{ orders(first: 1) { nodes { id } } }', {}, machine);
    expect(denied.errors?.[0]?.extensions?.code).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
    await fieldOf('mutation ($id: ID!) { revokeApiKey(id: $id) { id } }', { id: apiKey.id }, token);
    expect((await exchange()).__typename).toBe('InvalidApiKey');
    await expect.poll(() => isTakenBack(machine), PATIENCE).toBe('UNAUTHENTICATED');
    expect(await isTakenBack(token)).toBe('taken');
  });

  it('should bring a new password by mail, which in development is a line of the log, and end what was before', async () => {
    const { token } = await logIn('ada@example.com');
    const asked = await fieldOf(
      'mutation { requestPasswordReset(input: { email: "ada@example.com" }) { __typename } }',
    );
    expect(asked).toEqual({ __typename: 'MailOnItsWay' });
    const log = join(system.places.dataDir, 'logs', 'accounts.log');
    const inLog = () =>
      /mail to ada@example\.com: .* the token is ([\w-]{43}) /.exec(readFileSync(log, 'utf8'))?.[1];
    await expect.poll(inLog, PATIENCE).toBeDefined();
    const reset = await fieldOf(
      `mutation ($token: String!, $newPassword: String!) {
        resetPassword(input: { token: $token, newPassword: $newPassword }) { __typename }
      }`,
      { token: inLog(), newPassword: 'staple of another kind' },
    );
    expect(reset).toEqual({ __typename: 'User' });
    expect((await logIn('ada@example.com')).kind).toBe('InvalidCredentials');
    expect((await logIn('ada@example.com', 'staple of another kind')).kind).toBe('LoggedIn');
    await expect.poll(() => isTakenBack(token), PATIENCE).toBe('UNAUTHENTICATED');
  });

  it('should ask for the code of an authenticator that was set up', async () => {
    const { token } = await logIn('grace@example.com');
    const { secret } = (await fieldOf(
      'mutation { enrolSecondFactor { ... on SecondFactorEnrolment { secret } } }',
      {},
      token,
    )) as unknown as { secret: string };
    const now = Math.floor(Date.now() / 1_000);
    const confirmed = await fieldOf(
      `mutation ($code: String!) { confirmSecondFactor(input: { code: $code }) {
        ... on SecondFactorConfirmed { recoveryCodes }
      } }`,
      { code: generateSync({ secret, epoch: now }) },
      token,
    );
    const [recoveryCode] = confirmed.recoveryCodes as unknown as string[];
    expect((await logIn('grace@example.com')).kind).toBe('SecondFactorRequired');
    const used = generateSync({ secret, epoch: now });
    expect((await logIn('grace@example.com', DEMO_PASSWORD, used)).kind).toBe('InvalidCredentials');
    expect((await logIn('grace@example.com', DEMO_PASSWORD, recoveryCode)).kind).toBe('LoggedIn');
  });

  it('should take back the tokens of roles that were taken away, and of roles that bring less', async () => {
    const finance = await logIn('finn@example.com');
    const admin = await logIn('alan@example.com');
    const update = `mutation ($name: Role!, $scopes: [String!]) {
      updateRole(input: { name: $name, scopes: $scopes }) { ... on RoleDefinition { scopes } }
    }`;
    const changed = await fieldOf(update, { name: 'FINANCE', scopes: ['payments:read'] }, admin.token);
    expect(changed).toEqual({ scopes: ['payments:read'] });
    await expect.poll(() => isTakenBack(finance.token), PATIENCE).toBe('UNAUTHENTICATED');
    const next = await logIn('finn@example.com');
    expect(decodeJwt(next.token).scope).toBe('payments:read');
    await expect.poll(() => isTakenBack(next.token), PATIENCE).toBe('taken');
    await fieldOf(
      `mutation ($userId: ID!) { assignRoles(input: { userId: $userId, roles: [CUSTOMER] }) { __typename } }`,
      { userId: next.id },
      admin.token,
    );
    await expect.poll(() => isTakenBack(next.token), PATIENCE).toBe('UNAUTHENTICATED');
    expect(decodeJwt((await logIn('finn@example.com')).token).roles).toEqual(['CUSTOMER']);
  });
});
