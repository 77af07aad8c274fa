import { seedId } from '@orrery/contracts';
import { createLogger, deadlineIn } from '@orrery/runtime';
import { ProviderProcess, testCardNumber } from '@orrery/test-provider';
import { callerOf, openTestService, type TestService } from '@orrery/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { authorizePayment } from './commands/authorize-payment.command.js';
import type { PaymentsContext, PaymentsParts } from './context.js';
import type { PaymentProvider } from './domain/provider.js';
import type { PaymentDocument } from './models/payment.model.js';
import type { PaymentsModels } from './models/payments.models.js';
import { payments } from './service.js';

const ORDER = seedId('Order', 'a');
const USER = seedId('User', 'a');
const VISA = '4242424242424242';
const asFinance = { caller: callerOf(seedId('User', 4), 'FINANCE') };
const numberOf = (name: string) => testCardNumber(name) ?? '';

const AUTHORIZE = `mutation ($input: AuthorizePaymentInput!) {
  result: authorizePayment(input: $input) {
    __typename
    ... on Payment { id state pending authorized { amountMinor } card { brand last4 } }
    ... on PaymentDeclined { code reason payment { id state } }
    ... on OrderAlreadyPaid { code payment { id } }
    ... on IdempotencyKeyReused { code }
  }
}`;
const OPERATION = (name: string) => `mutation ($id: ID!) {
  result: ${name}(id: $id) {
    __typename
    ... on Payment { state pending captured { amountMinor } history { state } }
    ... on IllegalPaymentTransition { code message currentState attempted }
    ... on ProviderRefused { code reason }
  }
}`;
const CAPTURE = OPERATION('capturePayment');
const VOID = OPERATION('voidPayment');
const RESOLVE =
  'mutation ($id: ID!) { result: resolvePayment(id: $id) { state pending declineReason captured { amountMinor } } }';

interface Result {
  __typename: string;
  id: string;
  state?: string;
  pending?: string | null;
  code?: string;
}

describe('writes to payments', () => {
  let service: TestService;
  let models: PaymentsModels;
  let atProvider: ProviderProcess;
  let provider: PaymentProvider;
  let keys = 0;

  beforeAll(async () => {
    atProvider = await ProviderProcess.start();
    service = await openTestService(payments, { PROVIDER_URL: atProvider.url });
    models = service.opened.scope().models as PaymentsModels;
    provider = (service.opened.scope().parts as PaymentsParts).provider;
  });

  afterAll(async () => {
    await service?.close();
    await atProvider?.close();
  });

  beforeEach(async () => {
    const { Payment, PaymentOrder, Refund } = models;
    await Promise.all([Payment.deleteMany({}), PaymentOrder.deleteMany({}), Refund.deleteMany({})]);
  });

  function inputOf(number: string, more: object = {}) {
    const card = { number, expiryMonth: 4, expiryYear: 2031, securityCode: '123' };
    const amount = { amountMinor: 5_000, currency: 'EUR' };
    return { orderId: ORDER, userId: USER, amount, card, idempotencyKey: `request-${keys++}`, ...more };
  }

  async function run(document: string, variables: object): Promise<Result> {
    const { data, errors } = await service.execute<{ result: Result }>(document, { ...variables }, asFinance);
    expect(errors).toBeUndefined();
    return data.result;
  }

  const authorize = (number: string, more: object = {}) => run(AUTHORIZE, { input: inputOf(number, more) });
  const stored = async (id: string) => (await models.Payment.findById(id).lean()) as PaymentDocument;
  const entriesOf = (id: string) => atProvider.entries.filter(({ key }) => key.startsWith(id));

  it('should set money aside and keep nothing of the card but brand and last digits', async () => {
    const payment = await authorize('4242 4242 4242 4242');
    expect(payment).toEqual({
      __typename: 'Payment',
      id: payment.id,
      state: 'AUTHORIZED',
      pending: null,
      authorized: { amountMinor: 5_000 },
      card: { brand: 'VISA', last4: '4242' },
    });
    const written = JSON.stringify(await stored(payment.id));
    expect(written).not.toContain(VISA);
    expect(written).not.toContain('"123"');
    expect(written).not.toContain('2031');
  });

  it('should keep a declined payment, and let the order be paid with another card', async () => {
    const declined = await authorize(numberOf('no-funds'));
    expect(declined).toMatchObject({ code: 'PAYMENT_DECLINED', reason: 'INSUFFICIENT_FUNDS' });
    expect(await authorize(VISA)).toMatchObject({ state: 'AUTHORIZED' });
    expect(await models.Payment.countDocuments({ orderId: ORDER })).toBe(2);
  });

  it('should set the money of an order aside once, of 10 that try at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => authorize(VISA)));
    const made = answers.filter(({ __typename }) => __typename === 'Payment');
    expect(made).toHaveLength(1);
    const refused = answers.filter(({ code }) => code === 'ORDER_ALREADY_PAID');
    expect(refused).toHaveLength(9);
    expect(refused[0]).toMatchObject({ payment: { id: made[0]?.id } });
    expect(await models.Payment.countDocuments()).toBe(1);
  });

  it('should give the same key the same payment, and refuse it for other input', async () => {
    const idempotencyKey = 'the-same-key';
    const first = await authorize(VISA, { idempotencyKey });
    expect(await authorize(VISA, { idempotencyKey })).toEqual(first);
    for (const more of [
      { orderId: seedId('Order', 'b') },
      { amount: { amountMinor: 5_001, currency: 'EUR' } },
    ]) {
      expect(await authorize(VISA, { ...more, idempotencyKey })).toEqual({
        __typename: 'IdempotencyKeyReused',
        code: 'IDEMPOTENCY_KEY_REUSED',
      });
    }
    expect(await models.Payment.countDocuments()).toBe(1);
  });

  it.each([
    ['late', 'AUTHORIZED', null],
    ['late-no-funds', 'DECLINED', 'INSUFFICIENT_FUNDS'],
    ['lost', 'DECLINED', 'NOT_PROCESSED'],
  ])('should find out what became of an authorization without an answer: %s', async (name, state, reason) => {
    const { id, ...payment } = await authorize(numberOf(name));
    expect(payment).toMatchObject({ __typename: 'Payment', state: 'PENDING', pending: 'AUTHORIZE' });
    expect(await run(CAPTURE, { id })).toMatchObject({ code: 'ILLEGAL_TRANSITION', currentState: 'PENDING' });
    const resolved = await run(RESOLVE, { id });
    expect(resolved).toMatchObject({ state, pending: null, declineReason: reason });
    expect(await run(RESOLVE, { id })).toEqual(resolved);
    expect(entriesOf(id)).toHaveLength(1);
  });

  it('should capture once, of 50 that are sent at the same time', async () => {
    const { id } = await authorize(VISA);
    const answers = await Promise.all(Array.from({ length: 50 }, () => run(CAPTURE, { id })));
    expect(answers.filter(({ __typename }) => __typename === 'Payment')).toEqual([
      {
        __typename: 'Payment',
        state: 'CAPTURED',
        pending: null,
        captured: { amountMinor: 5_000 },
        history: [{ state: 'PENDING' }, { state: 'AUTHORIZED' }, { state: 'CAPTURED' }],
      },
    ]);
    expect(answers.filter(({ code }) => code === 'ILLEGAL_TRANSITION')).toHaveLength(49);
    expect(entriesOf(id).map(({ operation }) => operation)).toEqual(['authorize', 'capture']);
  });

  it('should either capture or void, and never both', async () => {
    const { id } = await authorize(VISA);
    const answers = await Promise.all([run(CAPTURE, { id }), run(VOID, { id })]);
    expect(answers.filter(({ __typename }) => __typename === 'Payment')).toHaveLength(1);
    expect(entriesOf(id)).toHaveLength(2);
    expect(['CAPTURED', 'VOIDED']).toContain((await stored(id)).state);
  });

  it('should let an order be paid again once its payment is voided', async () => {
    const { id } = await authorize(VISA);
    expect(await run(VOID, { id })).toMatchObject({ state: 'VOIDED' });
    expect(await run(VOID, { id })).toMatchObject({ currentState: 'VOIDED', attempted: 'VOID' });
    expect(await authorize(VISA)).toMatchObject({ state: 'AUTHORIZED' });
  });

  it('should hold a capture without an answer open until it is resolved, and capture once', async () => {
    const { id } = await authorize(numberOf('late-follow-ups'));
    expect(await run(CAPTURE, { id })).toMatchObject({ state: 'AUTHORIZED', pending: 'CAPTURE' });
    expect(await run(VOID, { id })).toMatchObject({
      code: 'ILLEGAL_TRANSITION',
      message: 'The outcome of CAPTURE is not known yet: resolve the payment first.',
    });
    const resolved = await run(RESOLVE, { id });
    expect(resolved).toMatchObject({ state: 'CAPTURED', pending: null, captured: { amountMinor: 5_000 } });
    expect(entriesOf(id).map(({ operation }) => operation)).toEqual(['authorize', 'capture']);
  });

  it('should take a provider that fails for one that gives no answer', async () => {
    const { id } = await authorize(VISA);
    const capture = provider.capture;
    provider.capture = async () => {
      throw new Error('connection reset');
    };
    expect(await run(CAPTURE, { id })).toMatchObject({ state: 'AUTHORIZED', pending: 'CAPTURE' });
    expect(await run(RESOLVE, { id })).toMatchObject({ state: 'AUTHORIZED', pending: 'CAPTURE' });
    provider.capture = capture;
    expect(await run(RESOLVE, { id })).toMatchObject({ state: 'CAPTURED', pending: null });
  });

  it('should log that no answer came, and nothing of the card, whatever the provider throws', async () => {
    const lines: string[] = [];
    const log = createLogger(
      { service: 'payments', level: 'trace' },
      { write: (line) => void lines.push(line) },
    );
    const facts = { requestId: 'logged', ...asFinance, deadline: deadlineIn(60_000), log };
    const context = service.opened.context(facts) as PaymentsContext;
    const authorizeAtProvider = provider.authorize;
    provider.authorize = async (request) => {
      throw Object.assign(new Error(`no route for ${JSON.stringify(request)}`), { request });
    };
    const payment = await context.run(authorizePayment, inputOf(VISA));
    provider.authorize = authorizeAtProvider;
    expect(payment).toMatchObject({ state: 'PENDING', pending: 'AUTHORIZE' });
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 'warn', reason: 'Error', msg: 'no answer from the payment provider' },
    ]);
    expect(lines.join('')).not.toContain(VISA);
    expect(JSON.stringify(await models.Payment.find().lean())).not.toContain(VISA);
  });

  it('should leave a payment as it was when the provider refuses to capture', async () => {
    const { id } = await authorize(numberOf('no-capture'));
    const refused = {
      __typename: 'ProviderRefused',
      code: 'PROVIDER_REFUSED',
      reason: 'AUTHORIZATION_EXPIRED',
    };
    expect(await run(CAPTURE, { id })).toEqual(refused);
    expect(await stored(id)).toMatchObject({ state: 'AUTHORIZED', pending: null, capturedMinor: 0 });
    expect(await run(VOID, { id })).toMatchObject({ state: 'VOIDED' });
  });

  it('should refuse all but finance, and unknown payments', async () => {
    const { id } = await authorize(VISA);
    const before = await stored(id);
    const refund = 'mutation ($input: RefundPaymentInput!) { refundPayment(input: $input) { __typename } }';
    const input = { paymentId: id, amountMinor: 1, reason: 'x', idempotencyKey: 'request-x' };
    for (const sentBy of [{}, { caller: callerOf(USER) }, { caller: callerOf(USER, 'SUPPORT') }]) {
      const code = sentBy.caller ? 'FORBIDDEN' : 'UNAUTHENTICATED';
      const attempts = [
        await service.execute(AUTHORIZE, { input: inputOf(VISA) }, sentBy),
        await service.execute(CAPTURE, { id }, sentBy),
        await service.execute(VOID, { id }, sentBy),
        await service.execute(RESOLVE, { id }, sentBy),
        await service.execute(refund, { input }, sentBy),
      ];
      expect(attempts.map(({ errors }) => errors?.[0]?.extensions?.code)).toEqual(Array(5).fill(code));
    }
    for (const document of [CAPTURE, VOID, RESOLVE]) {
      const { errors } = await service.execute(document, { id: '{"$gt":""}' }, asFinance);
      expect(errors?.[0]?.extensions).toEqual({ code: 'NOT_FOUND' });
    }
    expect(await stored(id)).toEqual(before);
  });

  it('should name faulty fields, and never repeat a card number', async () => {
    const typo = '4242424242424241';
    const card = { number: typo, expiryMonth: 4, expiryYear: 2031, securityCode: '123' };
    const refused = [
      [{ card }, 'input.card.number'],
      [{ card: { ...card, expiryMonth: 13 } }, 'input.card.expiryMonth'],
      [{ card: { ...card, securityCode: '12x' } }, 'input.card.securityCode'],
      [{ amount: { amountMinor: 0, currency: 'EUR' } }, 'input.amount.amountMinor'],
      [{ amount: { amountMinor: 1, currency: 'ZZZ' } }, 'input.amount.currency'],
      [{ orderId: '{"$gt":""}' }, 'input.orderId'],
      [{ userId: 'usr_1' }, 'input.userId'],
      [{ idempotencyKey: 'short' }, 'input.idempotencyKey'],
    ] as const;
    for (const [more, path] of refused) {
      const { errors } = await service.execute(AUTHORIZE, { input: inputOf(VISA, more) }, asFinance);
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path }] });
      expect(JSON.stringify(errors)).not.toContain(typo);
    }
    expect(await models.Payment.countDocuments()).toBe(0);
  });
});
