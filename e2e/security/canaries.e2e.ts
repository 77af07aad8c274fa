import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { newId, seedId } from '@orrery/contracts';
import { DEMO_PASSWORD } from '@orrery/contracts/seed';
import { generateSync } from 'otplib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Collector, startCollector } from '../observability/fixture/collector.js';
import { Canaries } from './fixture/canaries.js';
import { type DemoSystem, startDemo } from './fixture/demo-system.js';
import { type MailSink, startMailSink } from './fixture/mail-sink.js';
import { OverheardClient } from './fixture/overheard-client.js';

const EMAIL = 'birdwatcher@example.com';
// What a token is made of, whoever made it: a JSON head and a JSON body.
const ANY_TOKEN = /eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/;

const LOGIN = `mutation ($input: LoginInput!) { login(input: $input) { __typename ... on LoggedIn { tokens { accessToken refreshToken } } } }`;

describe('secrets that are planted in every layer of the demo system', () => {
  const canaries = new Canaries();
  /** What clients may never be told: all that is planted, and not what an answer is there to bring. */
  const untold = new Canaries();
  const client = new OverheardClient();
  let demo: DemoSystem;
  let collector: Collector;
  let mails: MailSink;
  /** What `/metrics` of every process said. */
  let metrics = '';
  let logs = '';

  const plant = (name: string) => untold.know(name, canaries.plant(name));
  const gateway = (nth = 0) => demo.gatewayPorts[nth] ?? 0;
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  let requests = 0;
  const run = (
    query: string,
    variables: object = {},
    headers: Record<string, string> = {},
    nth = requests % 2,
  ) => {
    requests++;
    return client.run(gateway(nth), query, variables, {
      'x-request-id': `canary-request-${requests}`,
      ...headers,
    });
  };

  beforeAll(async () => {
    collector = await startCollector();
    mails = await startMailSink();
    const databases = ['accounts', 'catalog', 'inventory', 'orders', 'payments', 'reviews'];
    demo = await startDemo({
      secrets: {
        ...Object.fromEntries(databases.map((name) => [name, plant(`database password of ${name}`)])),
        events: plant('key of events'),
        'identity-1': plant("first half of the provider's secret"),
        'identity-2': plant("second half of the provider's secret"),
      },
      env: {
        LOG_LEVEL: 'trace',
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_TRACES_SAMPLER: 'always_on',
      },
      serviceEnv: {
        accounts: {
          MAIL_WEBHOOK_URL: `${mails.url}/hook?key=${plant('key in an address')}`,
          MAIL_WEBHOOK_SECRET: plant('secret of the mail webhook'),
        },
      },
      // Both pipelines; the second gives up on a subgraph that hangs.
      gateways: [{}, { PIPELINE: 'apollo', SUBGRAPH_TIMEOUT_MS: '2000' }],
    });
    const keys = join(demo.installation.config.dataDir, 'keys');
    for (const file of readdirSync(keys)) {
      const { d } = JSON.parse(readFileSync(join(keys, file), 'utf8')) as { d?: string };
      if (d !== undefined) untold.know(`private key of ${file}`, canaries.know(`private key of ${file}`, d));
    }
    await logInAndOut();
    await useMachines();
    await buy();
    await takeCards();
    await misbehave();
    await meetOutages();
    await demo.end();
    logs = demo.logs();
  });
  afterAll(async () => {
    await demo?.stop();
    await mails?.stop();
    await collector?.stop();
  });

  async function logInAndOut(): Promise<void> {
    const [password, second, third] = ['password', 'changed password', 'reset password'].map(plant) as [
      string,
      string,
      string,
    ];
    const register = 'mutation ($input: RegisterInput!) { register(input: $input) { __typename } }';
    await run(register, { input: { email: EMAIL, displayName: 'Bird', password } });
    await run(register, {
      input: { email: EMAIL, displayName: 'Bird', password: plant('password of a taken address') },
    });
    await run(register, {
      input: { email: 'no address', displayName: '', password: plant('password beside bad input') },
    });
    await run(LOGIN, { input: { email: EMAIL, password: plant('wrong password') } });
    await run(LOGIN, { input: { email: 'nobody@example.com', password: plant('password of nobody') } });
    const { tokens } = (await run(LOGIN, { input: { email: EMAIL, password } })) as unknown as LoggedIn;
    canaries.know('access token', tokens.accessToken);
    canaries.know('refresh token', tokens.refreshToken);
    const own = bearer(tokens.accessToken);
    const refresh = `mutation ($t: String!) { refresh(refreshToken: $t) { __typename ... on Tokens { accessToken refreshToken } } }`;
    const next = (await run(refresh, { t: tokens.refreshToken })) as unknown as LoggedIn['tokens'];
    canaries.know('second access token', next.accessToken);
    canaries.know('second refresh token', next.refreshToken);
    await run(refresh, { t: plant('refresh token of nobody') });
    const change = 'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { __typename } }';
    await run(change, { input: { oldPassword: plant('wrong old password'), newPassword: second } }, own);
    await run(change, { input: { oldPassword: password, newPassword: second } }, own);
    const enrol = 'mutation { enrolSecondFactor { __typename ... on SecondFactorEnrolment { secret uri } } }';
    const { secret } = (await run(enrol, {}, own)) as { secret: string };
    canaries.know('secret of a second factor', secret);
    const confirm =
      'mutation ($code: String!) { confirmSecondFactor(input: { code: $code }) { __typename ... on SecondFactorConfirmed { recoveryCodes } } }';
    const { recoveryCodes } = (await run(confirm, { code: generateSync({ secret }) }, own)) as unknown as {
      recoveryCodes: string[];
    };
    for (const [nth, code] of recoveryCodes.entries()) canaries.know(`recovery code ${nth}`, code);
    await run(LOGIN, { input: { email: EMAIL, password: second, code: recoveryCodes[0] } });
    await run(LOGIN, { input: { email: EMAIL, password: second, code: plant('wrong code') } });
    await run(
      'mutation ($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { __typename } }',
      {
        input: { email: EMAIL },
      },
    );
    const token = canaries.know('token of a mail', await mails.tokenFor('password-reset'));
    const reset = 'mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) { __typename } }';
    await run(reset, { input: { token: plant('token of no mail'), newPassword: third } });
    expect(await run(reset, { input: { token, newPassword: third } })).toEqual({ __typename: 'User' });
    await run('mutation ($t: String!) { verifyEmail(token: $t) { __typename } }', {
      t: plant('token that verifies nothing'),
    });
    await run('mutation ($t: String) { logout(refreshToken: $t) }', { t: next.refreshToken });
  }

  async function useMachines(): Promise<void> {
    const { tokens } = (await run(LOGIN, {
      input: { email: 'wanda@example.com', password: DEMO_PASSWORD },
    })) as unknown as LoggedIn;
    const input = { name: 'Robot', scopes: ['stock:read'], expiresAt: new Date(Date.now() + 3_600_000) };
    const create = `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { __typename ... on ApiKeyCreated { key } } }`;
    const { key } = (await run(create, { input }, bearer(tokens.accessToken))) as { key: string };
    canaries.know('API key', key);
    const exchange = `mutation ($key: String!) { exchangeApiKey(key: $key) { __typename ... on MachineToken { accessToken } } }`;
    const { accessToken } = (await run(exchange, { key })) as { accessToken: string };
    canaries.know('access token of a machine', accessToken);
    await run(exchange, { key: `${key.slice(0, 12)}${plant('API key that is none')}` });
    const provider = `http://127.0.0.1:${demo.installation.config.oidcPort}`;
    const basic = (secret: string) => `Basic ${Buffer.from(`robot:${secret}`).toString('base64')}`;
    await client.send(`${provider}/token`, {
      method: 'POST',
      headers: { authorization: basic(plant('secret of a client that is none')) },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    await client.send(`${provider}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: 'orrery-web',
        code: plant('authorization code'),
        code_verifier: plant('PKCE verifier').padEnd(43, 'x'),
        redirect_uri: `http://localhost:${gateway()}/`,
      }),
    });
    await client.send(`${provider}/me?access_token=${plant('access token in an address')}`);
  }

  async function buy(): Promise<void> {
    const { tokens } = (await run(LOGIN, {
      input: { email: 'ada@example.com', password: DEMO_PASSWORD },
    })) as unknown as LoggedIn;
    const own = bearer(tokens.accessToken);
    await run('mutation { clearCart { id } }', {}, own);
    const add = 'mutation ($input: AddCartLineInput!) { addCartLine(input: $input) { __typename } }';
    await run(add, { input: { productId: seedId('Product', 15), quantity: 1 } }, own);
    const cart = (await run('{ cart { id total { amountMinor currency } } }', {}, own)) as {
      id: string;
      total: object;
    };
    const checkout = 'mutation ($input: CheckoutInput!) { checkout(input: $input) { __typename } }';
    const order = {
      cartId: cart.id,
      shippingAddress: {
        recipient: 'Ada',
        lines: ['Ring 1'],
        postalCode: '10115',
        city: 'Berlin',
        country: 'DE',
      },
      expectedTotal: cart.total,
    };
    // A card's number where a token belongs, as a client of bad manners sends it.
    const card = untold.know('card number', canaries.know('card number', '4929123456781234'));
    const withCard = { ...order, idempotencyKey: randomUUID(), paymentMethod: card };
    expect(await run(checkout, { input: withCard }, own)).toBeUndefined();
    expect(client.answers.at(-1)).toContain('must be a token of the payment provider, never a card number');
    await run(
      checkout,
      { input: { ...order, idempotencyKey: randomUUID(), paymentMethod: 'tok_visa' } },
      own,
    );
  }

  // Finance takes cards by telephone: the one place where a card's number arrives.
  async function takeCards(): Promise<void> {
    const { tokens } = (await run(LOGIN, {
      input: { email: 'finn@example.com', password: DEMO_PASSWORD },
    })) as unknown as LoggedIn;
    const authorize = `mutation ($input: AuthorizePaymentInput!) { authorizePayment(input: $input) { __typename ... on Payment { state card { last4 } } } }`;
    const take = (number: string, expiryMonth = 12) => {
      const card = { number, expiryMonth, expiryYear: new Date().getFullYear() + 1, securityCode: '123' };
      const amount = { amountMinor: 1_000, currency: 'EUR' };
      const input = {
        orderId: newId('Order'),
        userId: seedId('User', 0),
        amount,
        card,
        idempotencyKey: randomUUID(),
      };
      return run(authorize, { input }, bearer(tokens.accessToken));
    };
    const known = (name: string, number: string) => untold.know(name, canaries.know(name, number));
    expect(await take(known('card that is taken', '4242424242424242'))).toMatchObject({
      card: { last4: '4242' },
    });
    expect(await take(known('card with spaces', '5555 5555 5555 4444'))).toMatchObject({
      card: { last4: '4444' },
    });
    await take(known('card whose answer is lost', '4000000000004004'));
    await take(known('card that is declined', '4000000000001000'));
    await take(known('card that is none', '4929 1234 5678 0000'));
    await take(known('card beside bad input', '4000000000002008'), 13);
    for (const [name, digits] of [
      ['card with spaces, without', '5555555555554444'],
      ['card that is none, without spaces', '4929123456780000'],
    ] as const) {
      known(name, digits);
    }
  }

  // Secrets at places where none belongs: literals, variables of another type, headers, addresses, cookies.
  async function misbehave(): Promise<void> {
    await run(
      `mutation { login(input: { email: "${EMAIL}", password: "${plant('password in a document')}" }) { __typename } }`,
    );
    await run('query ($n: Int!) { products(first: $n) { totalCount } }', {
      n: canaries.plant('variable of another type'),
    });
    await run('{ products { nope } }', { secret: plant('variable that is not declared') });
    await run('{ me { id } }', {}, bearer(plant('token that is none')));
    await run('{ me { id } }', {}, { authorization: `Basic ${plant('Authorization of another scheme')}` });
    await run(
      '{ brands { id } }',
      {},
      { cookie: `session=${plant('cookie')}`, 'x-api-key': plant('header of a key') },
    );
    const query = encodeURIComponent('{ brands { id } }');
    await client.send(
      `http://127.0.0.1:${gateway()}/graphql?query=${query}&access_token=${plant('token in an address')}&variables=${encodeURIComponent(JSON.stringify({ s: plant('variable in an address') }))}`,
      { headers: { 'apollo-require-preflight': '1' } },
    );
    await client.send(`http://127.0.0.1:${gateway()}/${plant('path')}`);
    await client.send(`http://127.0.0.1:${gateway(1)}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `{"query": "${plant('body that is no JSON')}`,
    });
    const watch = 'subscription { productChanged { id } }';
    await client.hear(gateway(), `Bearer ${plant('token at connection_init')}`, watch);
    await client.hear(gateway(1), '', watch, { secret: plant('variable of a subscription') });
    for (const { port } of demo.services) {
      await client.send(`http://127.0.0.1:${port}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...bearer(plant(`token at the service of port ${port}`)),
        },
        body: JSON.stringify({ query: '{ __typename }' }),
      });
      await client.send(`http://127.0.0.1:${port}/events`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-orrery-signature': plant(`signature at port ${port}`),
        },
        body: '{}',
      });
    }
  }

  async function meetOutages(): Promise<void> {
    const login = (name: string, nth: number) =>
      run(LOGIN, { input: { email: EMAIL, password: plant(name) } }, {}, nth);
    const accounts = demo.processes.get('accounts');
    process.kill(accounts?.pid ?? 0, 'SIGSTOP');
    await login('password at a service that hangs', 1);
    process.kill(accounts?.pid ?? 0, 'SIGCONT');
    const inFlight = [login('password as a service dies', 0), login('password as a service dies, too', 1)];
    await demo.crash('accounts');
    await Promise.all(inFlight);
    await login('password at a service that is gone', 0);
    await demo.revive('accounts');
    const ports = [...demo.gatewayPorts, ...demo.services.map(({ port }) => port)];
    for (const port of ports) metrics += await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    await demo.crash('databases');
    await login('password without a database', 1);
    // Not of accounts: a process that was just started ends when its database goes away.
    await client.send(`http://127.0.0.1:${demo.services[1]?.port}/health/ready`);
  }

  it('should be in no log, at the level that tells most', () => {
    expect(logs).toContain('canary-request-1"');
    expect(logs).toContain('canary-request-20"');
    expect(canaries.foundIn(logs)).toEqual([]);
    expect(ANY_TOKEN.exec(logs)?.[0]).toBeUndefined();
  });

  it('should be in no answer that is not there to bring them', () => {
    const answers = client.answers.join('\n');
    expect(client.answers.length).toBeGreaterThan(50);
    for (const outcome of [
      '"User"',
      '"LoggedIn"',
      '"InvalidCredentials"',
      '"InvalidToken"',
      '"ApiKeyCreated"',
    ]) {
      expect(answers).toContain(outcome);
    }
    expect(untold.foundIn(answers)).toEqual([]);
  });

  it('should be in no trace', () => {
    expect(new Set(collector.spans.map(({ service }) => service))).toEqual(
      new Set(['gateway', ...demo.services.map(({ name }) => name)]),
    );
    const traces = collector.bodies.join('\n');
    expect(canaries.foundIn(traces)).toEqual([]);
    expect(ANY_TOKEN.exec(traces)?.[0]).toBeUndefined();
  });

  it('should be in no metric', () => {
    expect(metrics.match(/^orrery_/gm)?.length).toBeGreaterThan(100);
    expect(canaries.foundIn(metrics)).toEqual([]);
    expect(ANY_TOKEN.exec(metrics)?.[0]).toBeUndefined();
  });

  it('should be in no file of a database: not in rows, in the audit log, in events or in dead letters, of now or before', () => {
    const folder = join(demo.installation.config.dataDir, 'data');
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    const contents = files.map((file) => readFileSync(join(file.parentPath, file.name)));
    expect(contents.filter((bytes) => bytes.includes(EMAIL)).length).toBeGreaterThan(0);
    expect(contents.filter((bytes) => bytes.includes('audit_log')).length).toBeGreaterThan(0);
    expect(contents.flatMap((bytes) => canaries.foundIn(bytes))).toEqual([]);
    expect(contents.map((bytes) => ANY_TOKEN.exec(bytes.toString('latin1'))?.[0]).filter(Boolean)).toEqual(
      [],
    );
  });

  it('should be seen where they are: a search that finds nothing anywhere would prove nothing', () => {
    const kept = JSON.stringify(Object.fromEntries(demo.installation.passwords));
    expect(canaries.foundIn(kept)).toHaveLength(9);
    expect(canaries.foundIn(client.answers.join('\n'))).toEqual(
      expect.arrayContaining(['access token', 'refresh token', 'API key', 'secret of a second factor']),
    );
    const asBasic = Buffer.from(`robot:${kept}`).toString('base64');
    expect(canaries.foundIn(asBasic)).toHaveLength(9);
    expect(canaries.names.length).toBeGreaterThan(60);
  });
});

interface LoggedIn {
  readonly tokens: { readonly accessToken: string; readonly refreshToken: string };
}
