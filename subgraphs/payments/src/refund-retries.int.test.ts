import { newId, seedId } from '@orrery/contracts';
import { ProviderProcess, testReference } from '@orrery/test-provider';
import { callerOf, openTestService, type TestService } from '@orrery/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { closeOrderPayments } from './commands/close-order-payments.js';
import { settleRefund } from './commands/settle.js';
import type { PaymentsScope } from './context.js';
import { REFUND_RETRIES_MS } from './domain/refund-retries.js';
import { retryRefunds } from './jobs/retry-refunds.job.js';
import type { PaymentDocument } from './models/payment.model.js';
import type { RefundDocument } from './models/refund.model.js';
import { payments } from './service.js';
import { AskWorker } from './workers/ask-worker.js';

const TOTAL = 10_000;
const USER = seedId('User', 'a');
const WAIT = { timeout: 60_000, interval: 20 };
const asFinance = { caller: callerOf(seedId('User', 4), 'FINANCE') };

const REFUND = `mutation ($input: RefundPaymentInput!) { result: refundPayment(input: $input) {
  __typename ... on Refund { id state } ... on ProviderRefused { reason } } }`;
const RETRY = `mutation ($id: ID!) { result: retryRefund(id: $id) { __typename
  ... on Refund { id state attempts payment { state refunded { amountMinor } } }
  ... on ProviderRefused { reason }
  ... on RefundTooLarge { refundable { amountMinor } }
  ... on IllegalPaymentTransition { currentState attempted } } }`;
const LIST = `query ($state: RefundState) { refunds(first: 5, state: $state) { totalCount
  nodes { id state declineReason attempts retryAt amount { amountMinor } payment { id } } } }`;
const RESOLVE = 'mutation ($id: ID!) { result: resolvePayment(id: $id) { state } }';

interface Answer {
  readonly __typename: string;
  readonly id?: string;
}

describe('refunds that the provider declines', () => {
  let provider: ProviderProcess;
  let service: TestService;
  let scope: PaymentsScope;
  let paymentId: string;
  let orderId: string;

  beforeAll(async () => {
    provider = await ProviderProcess.start();
    service = await openTestService(payments, { PROVIDER_URL: provider.url });
    scope = service.opened.scope() as PaymentsScope;
  });

  afterAll(async () => {
    await service?.close();
    await provider?.close();
  });

  beforeEach(async () => {
    await Promise.all([scope.models.Payment.deleteMany({}), scope.models.Refund.deleteMany({})]);
    paymentId = newId('Payment');
    orderId = newId('Order');
    await pay('no-refund');
  });

  afterEach(() => vi.useRealTimers());

  async function pay(cardName: string): Promise<void> {
    const at = new Date(0);
    const payment: PaymentDocument = {
      _id: paymentId,
      orderId,
      userId: USER,
      amount: { amountMinor: TOTAL, currency: 'EUR' },
      authorizedMinor: TOTAL,
      capturedMinor: TOTAL,
      refundedMinor: 0,
      refundingMinor: 0,
      state: 'CAPTURED',
      live: true,
      history: [{ state: 'CAPTURED', at }],
      card: { brand: 'VISA', last4: '9003' },
      declineReason: null,
      providerReference: testReference(cardName, paymentId),
      paymentMethod: 'tok_no-refund',
      pending: null,
      dueAt: null,
      asks: 0,
      closing: false,
      awaited: [],
      authorizationKey: paymentId,
      createdAt: at,
      updatedAt: at,
    };
    await scope.models.Payment.create([payment]);
  }

  // As when the bank has sent another card, or is in a better mood.
  const cardBecomes = (name: string) =>
    scope.models.Payment.updateOne(
      { _id: paymentId },
      { $set: { providerReference: testReference(name, paymentId) } },
    );

  async function run<Data = Answer>(document: string, variables: object, sentBy: object = asFinance) {
    const { data, errors } = await service.execute<{ result: Data }>(document, { ...variables }, sentBy);
    expect(errors).toBeUndefined();
    return data.result;
  }

  const refund = (amountMinor: number, key = 'refund-one') =>
    run(REFUND, { input: { paymentId, amountMinor, reason: 'Wrong size', idempotencyKey: key } });

  async function declined(amountMinor = 6_000): Promise<RefundDocument> {
    expect(await refund(amountMinor)).toEqual({ __typename: 'ProviderRefused', reason: 'CARD_EXPIRED' });
    return refundOf();
  }

  const refundOf = async () => (await scope.models.Refund.findOne({ paymentId }).lean()) as RefundDocument;
  const retry = (id: string) => run(RETRY, { id });

  async function figures() {
    const payment = (await scope.models.Payment.findById(paymentId).lean()) as PaymentDocument;
    return [payment.state, payment.refundedMinor, payment.refundingMinor];
  }

  /** What the provider said to each attempt, in order. */
  const attempts = (name: string) =>
    provider.entries
      .filter(({ key }) => key.startsWith(name))
      .map(({ key, outcome, amountMinor }) => [key.slice(name.length), outcome, amountMinor]);

  it('should be listed with their reason, for finance', async () => {
    const { _id } = await declined();
    await cardBecomes('visa');
    await refund(1, 'refund-two');
    const listed = await service.execute(LIST, { state: 'FAILED' }, asFinance);
    expect(listed.data).toEqual({
      refunds: {
        totalCount: 1,
        nodes: [
          {
            id: _id,
            state: 'FAILED',
            declineReason: 'CARD_EXPIRED',
            attempts: 1,
            retryAt: null, // who asked for it was told
            amount: { amountMinor: 6_000 },
            payment: { id: paymentId },
          },
        ],
      },
    });
    const all = await service.execute<{ refunds: { totalCount: number } }>(LIST, {}, asFinance);
    expect(all.data.refunds.totalCount).toBe(2);
    const refused = await service.execute(LIST, {}, { caller: callerOf(USER) });
    expect(refused.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });

  it('should be tried again until the provider makes them, each time under another key', async () => {
    const { _id } = await declined();
    expect(await retry(_id)).toEqual({ __typename: 'ProviderRefused', reason: 'CARD_EXPIRED' });
    expect(await figures()).toEqual(['CAPTURED', 0, 0]);
    await cardBecomes('visa');
    expect(await retry(_id)).toEqual({
      __typename: 'Refund',
      id: _id,
      state: 'SUCCEEDED',
      attempts: 3,
      payment: { state: 'PARTIALLY_REFUNDED', refunded: { amountMinor: 6_000 } },
    });
    expect(await figures()).toEqual(['PARTIALLY_REFUNDED', 6_000, 0]);
    expect(attempts(_id)).toEqual([
      ['', 'DECLINED', 6_000],
      [':2', 'DECLINED', 6_000],
      [':3', 'APPROVED', 6_000],
    ]);
    expect(await refund(6_000)).toEqual({ __typename: 'Refund', id: _id, state: 'SUCCEEDED' });
    expect(await retry(_id)).toEqual({
      __typename: 'IllegalPaymentTransition',
      currentState: 'SUCCEEDED',
      attempted: 'REFUND',
    });
    expect(attempts(_id)).toHaveLength(3);
  });

  it('should be made once when ten try again at the same time', async () => {
    const { _id } = await declined();
    await cardBecomes('visa');
    const answers = await Promise.all(Array.from({ length: 10 }, () => retry(_id)));
    expect(answers.filter(({ __typename }) => __typename === 'Refund')).toHaveLength(1);
    expect(answers.filter(({ __typename }) => __typename === 'IllegalPaymentTransition')).toHaveLength(9);
    expect(await figures()).toEqual(['PARTIALLY_REFUNDED', 6_000, 0]);
    expect(attempts(_id).filter(([, outcome]) => outcome === 'APPROVED')).toHaveLength(1);
  });

  it('should not be made when so much was given back otherwise', async () => {
    const { _id } = await declined();
    await cardBecomes('visa');
    await refund(5_000, 'refund-two');
    expect(await retry(_id)).toEqual({ __typename: 'RefundTooLarge', refundable: { amountMinor: 5_000 } });
    expect(await scope.models.Refund.findById(_id).lean()).toMatchObject({ state: 'FAILED', attempts: 1 });
    expect(await figures()).toEqual(['PARTIALLY_REFUNDED', 5_000, 0]);
    expect(attempts(_id)).toHaveLength(1);
  });

  it('should not end a second attempt by a late answer to the first', async () => {
    const first = await declined();
    await cardBecomes('late-follow-ups');
    expect(await retry(first._id)).toMatchObject({ state: 'PENDING', attempts: 2 });
    const payment = (await scope.models.Payment.findById(paymentId).lean()) as PaymentDocument;
    const late = { outcome: 'DECLINED', reason: 'CARD_EXPIRED' } as const;
    expect(await settleRefund(scope, payment, first, late)).toBeNull();
    expect(await figures()).toEqual(['CAPTURED', 0, 6_000]);
    await run(RESOLVE, { id: paymentId });
    expect(await figures()).toEqual(['PARTIALLY_REFUNDED', 6_000, 0]);
    expect(attempts(first._id).filter(([, outcome]) => outcome === 'APPROVED')).toHaveLength(1);
  });

  it('should take refunds for tried once that were written before there were attempts', async () => {
    const { _id } = await declined();
    await scope.models.Refund.updateOne({ _id }, { $unset: { attempts: 1, retryAt: 1 } });
    await cardBecomes('visa');
    const { data } = await service.execute<{ refunds: { nodes: object[] } }>(LIST, {}, asFinance);
    expect(data.refunds.nodes).toMatchObject([{ attempts: 1, retryAt: null }]);
    expect(await retry(_id)).toMatchObject({ state: 'SUCCEEDED', attempts: 2 });
  });

  it('should be found by nobody under an id that there is not', async () => {
    const { errors } = await service.execute(RETRY, { id: newId('Refund') }, asFinance);
    expect(errors?.[0]?.extensions).toEqual({ code: 'NOT_FOUND' });
  });

  describe('for a cancelled order', () => {
    let worker: AskWorker;

    beforeEach(async () => {
      vi.useFakeTimers({ toFake: ['Date'] });
      worker = new AskWorker(() => scope);
      await scope.transaction((session) => closeOrderPayments(scope, { orderId, version: 5 }, session));
      worker.wake();
      await becomes('FAILED', 1);
    });

    afterEach(() => worker.stop());

    const becomes = (state: string, attempt: number) =>
      vi.waitFor(async () => expect(await refundOf()).toMatchObject({ state, attempts: attempt }), WAIT);
    const passed = (ms: number) => vi.setSystemTime(Date.now() + ms);
    /** When it is tried again, which is so long after it failed. */
    async function dueAfter(delayMs: number): Promise<Date> {
      const { retryAt, updatedAt } = await refundOf();
      expect(Math.abs((retryAt?.getTime() ?? 0) - updatedAt.getTime() - delayMs)).toBeLessThan(60_000);
      return retryAt as Date;
    }
    const runJob = async () => {
      await retryRefunds.run(scope, new AbortController().signal);
      worker.wake();
    };
    const answers = async () =>
      (await scope.connection.collection('outbox').find({ aggregateId: orderId }).toArray()).map(
        ({ envelope }) => [envelope.type, envelope.data],
      );

    it('should be tried again by themselves, once when several instances do, until they are made', async () => {
      const [first = 0, second = 0] = REFUND_RETRIES_MS;
      const due = await dueAfter(first);
      expect(await answers()).toEqual([['payments.payment-cancelled', { refundedMinor: 0 }]]);
      vi.setSystemTime(due.getTime() - 1);
      await runJob();
      expect(await refundOf()).toMatchObject({ state: 'FAILED', attempts: 1 });
      vi.setSystemTime(due);
      await Promise.all([runJob(), runJob(), runJob()]);
      await becomes('FAILED', 2);
      await cardBecomes('visa');
      vi.setSystemTime(await dueAfter(second));
      await Promise.all([runJob(), runJob(), runJob()]);
      await becomes('SUCCEEDED', 3);
      expect(await figures()).toEqual(['REFUNDED', TOTAL, 0]);
      expect(attempts(`${orderId}:cancel-refund`)).toEqual([
        ['', 'DECLINED', TOTAL],
        [':2', 'DECLINED', TOTAL],
        [':3', 'APPROVED', TOTAL],
      ]);
      passed(REFUND_RETRIES_MS.at(-1) ?? 0);
      await runJob();
      expect(await refundOf()).toMatchObject({ state: 'SUCCEEDED', attempts: 3, retryAt: null });
      expect(await answers()).toHaveLength(1);
    });

    it('should be left to finance after the last try, and not before', async () => {
      for (const [nth, delay] of REFUND_RETRIES_MS.entries()) {
        passed(delay);
        await runJob();
        await becomes('FAILED', nth + 2);
      }
      const { _id, retryAt } = await refundOf();
      expect(retryAt).toBeNull();
      passed(365 * 24 * 3_600_000);
      await runJob();
      expect(await refundOf()).toMatchObject({ state: 'FAILED', attempts: 6 });
      await cardBecomes('visa');
      expect(await retry(_id)).toMatchObject({ state: 'SUCCEEDED', attempts: 7 });
      expect(await figures()).toEqual(['REFUNDED', TOTAL, 0]);
    });

    it('should not be tried again when finance has given the money back', async () => {
      await cardBecomes('visa');
      expect(await refund(TOTAL)).toMatchObject({ state: 'SUCCEEDED' });
      passed(REFUND_RETRIES_MS[0] ?? 0);
      await runJob();
      const cancel = await scope.models.Refund.findOne({ paymentId, idempotencyKey: 'cancel' }).lean();
      expect(cancel).toMatchObject({ state: 'FAILED', attempts: 1, retryAt: null });
      expect(await figures()).toEqual(['REFUNDED', TOTAL, 0]);
      expect(attempts(`${orderId}:cancel-refund`)).toHaveLength(1);
    });
  });
});
