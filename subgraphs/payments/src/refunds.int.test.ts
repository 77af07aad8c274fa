import { seedId } from '@orrery/contracts';
import { ProviderProcess, testReference } from '@orrery/test-provider';
import { callerOf, openTestService, type TestService } from '@orrery/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PaymentDocument } from './models/payment.model.js';
import type { PaymentsModels } from './models/payments.models.js';
import { payments } from './service.js';

const PAYMENT = seedId('Payment', 'a');
const CAPTURED = 10_000;
const asFinance = { caller: callerOf(seedId('User', 4), 'FINANCE') };

const REFUND = `mutation ($input: RefundPaymentInput!) {
  result: refundPayment(input: $input) {
    __typename
    ... on Refund { id state amount { amountMinor currency } payment { state refunded { amountMinor } } }
    ... on RefundTooLarge { code refundable { amountMinor currency } }
    ... on IllegalPaymentTransition { code currentState attempted }
    ... on ProviderRefused { code reason }
    ... on IdempotencyKeyReused { code }
  }
}`;
const RESOLVE =
  'mutation ($id: ID!) { result: resolvePayment(id: $id) { state refunds { state } refundable { amountMinor } } }';

interface Result {
  __typename: string;
  id: string;
}

describe('refunds', () => {
  let service: TestService;
  let models: PaymentsModels;
  let provider: ProviderProcess;

  beforeAll(async () => {
    provider = await ProviderProcess.start();
    service = await openTestService(payments, { PROVIDER_URL: provider.url });
    models = service.opened.scope().models as PaymentsModels;
  });

  afterAll(async () => {
    await service?.close();
    await provider?.close();
  });

  beforeEach(async () => {
    await Promise.all([models.Payment.deleteMany({}), models.Refund.deleteMany({})]);
    await pay('visa');
  });

  async function pay(cardName: string, more: Partial<PaymentDocument> = {}) {
    await models.Payment.deleteMany({});
    const at = new Date(0);
    await models.Payment.create([
      {
        _id: PAYMENT,
        orderId: seedId('Order', 'a'),
        userId: seedId('User', 'a'),
        amount: { amountMinor: CAPTURED, currency: 'EUR' },
        authorizedMinor: CAPTURED,
        capturedMinor: CAPTURED,
        refundedMinor: 0,
        refundingMinor: 0,
        state: 'CAPTURED',
        live: true,
        history: [{ state: 'CAPTURED', at }],
        card: { brand: 'VISA', last4: '4242' },
        declineReason: null,
        providerReference: testReference(cardName, PAYMENT),
        paymentMethod: null,
        pending: null,
        dueAt: null,
        asks: 0,
        closing: false,
        awaited: [],
        authorizationKey: 'request-a',
        createdAt: at,
        updatedAt: at,
        ...more,
      },
    ]);
  }

  async function refund(amountMinor: number, key: string, reason = 'Wrong size'): Promise<Result> {
    const input = { paymentId: PAYMENT, amountMinor, reason, idempotencyKey: `refund-${key}` };
    const { data, errors } = await service.execute<{ result: Result }>(REFUND, { input }, asFinance);
    expect(errors).toBeUndefined();
    return data.result;
  }

  async function figures() {
    const { state, refundedMinor, refundingMinor, history } = (await models.Payment.findById(
      PAYMENT,
    ).lean())!;
    return [state, refundedMinor, refundingMinor, history.length];
  }

  /** What the provider gave back for the refunds that are stored now. */
  async function givenBack(): Promise<number> {
    const ids = new Set((await models.Refund.find().lean()).map(({ _id }) => _id));
    return provider.entries
      .filter(({ key, outcome }) => ids.has(key) && outcome === 'APPROVED')
      .reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  }

  it('should give back in parts until all is given back', async () => {
    expect(await refund(4_000, 'one')).toMatchObject({
      __typename: 'Refund',
      state: 'SUCCEEDED',
      amount: { amountMinor: 4_000, currency: 'EUR' },
      payment: { state: 'PARTIALLY_REFUNDED', refunded: { amountMinor: 4_000 } },
    });
    expect(await refund(6_001, 'two')).toEqual({
      __typename: 'RefundTooLarge',
      code: 'REFUND_TOO_LARGE',
      refundable: { amountMinor: 6_000, currency: 'EUR' },
    });
    expect(await refund(6_000, 'three')).toMatchObject({ payment: { state: 'REFUNDED' } });
    expect(await figures()).toEqual(['REFUNDED', 10_000, 0, 3]);
    expect(await refund(1, 'four')).toEqual({
      __typename: 'IllegalPaymentTransition',
      code: 'ILLEGAL_TRANSITION',
      currentState: 'REFUNDED',
      attempted: 'REFUND',
    });
    expect(await givenBack()).toBe(10_000);
  });

  it('should never give back more than was captured to 20 refunds at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, nth) => refund(700, `n${nth}`)));
    expect(answers.filter(({ __typename }) => __typename === 'Refund')).toHaveLength(14);
    expect(answers.filter(({ __typename }) => __typename === 'RefundTooLarge')).toHaveLength(6);
    expect(await figures()).toEqual(['PARTIALLY_REFUNDED', 9_800, 0, 2]);
    expect(await models.Refund.countDocuments()).toBe(14);
    expect(await givenBack()).toBe(9_800);
  });

  it('should refund once for a key that is sent ten times at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => refund(700, 'same')));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(await figures()).toEqual(['PARTIALLY_REFUNDED', 700, 0, 2]);
    expect(await givenBack()).toBe(700);
  });

  it('should refuse a key that was used for another refund', async () => {
    await refund(700, 'key');
    for (const answer of [await refund(701, 'key'), await refund(700, 'key', 'Other')]) {
      expect(answer).toEqual({ __typename: 'IdempotencyKeyReused', code: 'IDEMPOTENCY_KEY_REUSED' });
    }
    expect(await figures()).toEqual(['PARTIALLY_REFUNDED', 700, 0, 2]);
  });

  it('should count a refund without an answer as given until it is resolved', async () => {
    await pay('late-follow-ups');
    expect(await refund(6_000, 'late')).toMatchObject({ state: 'PENDING', payment: { state: 'CAPTURED' } });
    expect(await refund(4_001, 'more')).toMatchObject({ refundable: { amountMinor: 4_000 } });
    expect(await figures()).toEqual(['CAPTURED', 0, 6_000, 1]);
    const resolve = () => service.execute(RESOLVE, { id: PAYMENT }, asFinance);
    const resolved = {
      result: {
        state: 'PARTIALLY_REFUNDED',
        refunds: [{ state: 'SUCCEEDED' }],
        refundable: { amountMinor: 4_000 },
      },
    };
    expect((await Promise.all([resolve(), resolve()])).map(({ data }) => data)).toEqual([resolved, resolved]);
    expect(await figures()).toEqual(['PARTIALLY_REFUNDED', 6_000, 0, 2]);
    expect(await givenBack()).toBe(6_000);
  });

  it('should finish a refund without an answer when its key is sent again', async () => {
    await pay('late-follow-ups');
    const pending = await refund(6_000, 'late');
    expect(await refund(6_000, 'late')).toMatchObject({ id: pending.id, state: 'SUCCEEDED' });
    expect(await givenBack()).toBe(6_000);
  });

  it('should let go of the amount when the provider refuses', async () => {
    await pay('no-refund');
    const refused = { __typename: 'ProviderRefused', code: 'PROVIDER_REFUSED', reason: 'CARD_EXPIRED' };
    expect(await refund(6_000, 'no')).toEqual(refused);
    expect(await refund(6_000, 'no')).toEqual(refused);
    expect(await figures()).toEqual(['CAPTURED', 0, 0, 1]);
    expect(await models.Refund.find({}, { state: 1, declineReason: 1, _id: 0 }).lean()).toEqual([
      { state: 'FAILED', declineReason: 'CARD_EXPIRED' },
    ]);
  });

  it('should refund nothing that was not captured', async () => {
    await pay('visa', { state: 'AUTHORIZED', capturedMinor: 0 });
    expect(await refund(1, 'early')).toMatchObject({
      code: 'ILLEGAL_TRANSITION',
      currentState: 'AUTHORIZED',
    });
    expect(await models.Refund.countDocuments()).toBe(0);
  });

  it('should name faulty fields, changing nothing', async () => {
    const good = { paymentId: PAYMENT, amountMinor: 1, reason: 'x', idempotencyKey: 'refund-x' };
    const refused = [
      [{ amountMinor: 0 }, 'input.amountMinor'],
      [{ amountMinor: -5 }, 'input.amountMinor'],
      [{ reason: ' ' }, 'input.reason'],
      [{ idempotencyKey: 'x' }, 'input.idempotencyKey'],
    ] as const;
    for (const [more, path] of refused) {
      const { errors } = await service.execute(REFUND, { input: { ...good, ...more } }, asFinance);
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path }] });
    }
    const nobody = await service.execute(REFUND, { input: { ...good, paymentId: 'pay_none' } }, asFinance);
    expect(nobody.errors?.[0]?.extensions).toEqual({ code: 'NOT_FOUND' });
    expect(await figures()).toEqual(['CAPTURED', 0, 0, 1]);
  });
});
