import { seedId } from '@orrery/contracts';
import { type SeedPayment, seedWorld } from '@orrery/contracts/seed';
import { ProviderProcess } from '@orrery/test-provider';
import { callerOf, openTestService, type TestService } from '@orrery/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PAYMENT_STATES } from './domain/payment-state.js';
import type { PaymentsModels } from './models/payments.models.js';
import { payments } from './service.js';

const seeded = [...seedWorld().payments];
const refunded = seeded.find(({ state }) => state === 'PARTIALLY_REFUNDED')!;
const newest = [...seeded].sort((a, b) => compare(b.createdAt, a.createdAt) || compare(b.id, a.id));
const ownerOf = ({ userId }: SeedPayment) => ({ caller: callerOf(userId) });
const asFinance = { caller: callerOf(seedId('User', 4), 'FINANCE') };
const asSupport = { caller: callerOf(seedId('User', 1), 'SUPPORT') };
const asWarehouse = { caller: callerOf(seedId('User', 3), 'WAREHOUSE') };
const asStranger = { caller: callerOf(seedId('User', 'stranger')) };

const LIST = `query ($first: Int!, $after: String, $state: PaymentState) {
  payments(first: $first, after: $after, state: $state) {
    totalCount nodes { id state } pageInfo { hasNextPage endCursor }
  }
}`;

interface PaymentPage {
  payments: {
    totalCount: number;
    nodes: { id: string; state: string }[];
    pageInfo: { hasNextPage: boolean; endCursor: string };
  };
}

describe('payments', () => {
  let service: TestService;
  let models: PaymentsModels;
  let provider: ProviderProcess;

  beforeAll(async () => {
    provider = await ProviderProcess.start();
    service = await openTestService(payments, { PROVIDER_URL: provider.url });
    models = service.opened.scope().models as PaymentsModels;
    const refunds = seeded.reduce((sum, payment) => sum + payment.refunds.length, 0);
    expect(await service.seed()).toEqual({ payments: seeded.length, refunds });
  });

  afterAll(async () => {
    await service?.close();
    await provider?.close();
  });

  it('should show a payment to its customer, to finance and to support, and to nobody else', async () => {
    const query = 'query ($id: ID!) { payment(id: $id) { id refunds { id } } }';
    const whole = { payment: { id: refunded.id, refunds: refunded.refunds.map(({ id }) => ({ id })) } };
    for (const sentBy of [ownerOf(refunded), asFinance, asSupport]) {
      expect((await service.execute(query, { id: refunded.id }, sentBy)).data).toEqual(whole);
    }
    for (const sentBy of [{}, asStranger, asWarehouse]) {
      expect((await service.execute(query, { id: refunded.id }, sentBy)).data).toEqual({ payment: null });
    }
    expect((await service.execute(query, { id: 'pay_none' }, asFinance)).data).toEqual({ payment: null });
  });

  it('should tell all that the seed world says of a payment', async () => {
    const { data } = await service.execute(
      `query ($id: ID!) { payment(id: $id) {
        order { id } amount { amountMinor currency } authorized { amountMinor } captured { amountMinor }
        refunded { amountMinor } refundable { amountMinor currency } state pending declineReason
        history { state at } card { brand last4 } createdAt
        refunds { amount { amountMinor } reason state payment { id } }
      } }`,
      { id: refunded.id },
      asFinance,
    );
    const { amount, capturedMinor, refundedMinor } = refunded;
    expect(data).toEqual({
      payment: {
        order: { id: refunded.orderId },
        amount,
        authorized: { amountMinor: refunded.authorizedMinor },
        captured: { amountMinor: capturedMinor },
        refunded: { amountMinor: refundedMinor },
        refundable: { amountMinor: capturedMinor - refundedMinor, currency: 'EUR' },
        state: 'PARTIALLY_REFUNDED',
        pending: null,
        declineReason: null,
        history: refunded.history,
        card: refunded.card,
        createdAt: refunded.createdAt,
        refunds: refunded.refunds.map(({ amount: { amountMinor }, reason }) => ({
          amount: { amountMinor },
          reason,
          state: 'SUCCEEDED',
          payment: { id: refunded.id },
        })),
      },
    });
  });

  it('should answer an order with its latest payment, for who may see it', async () => {
    const query = `query ($id: ID!) { _entities(representations: [{ __typename: "Order", id: $id }]) {
      ... on Order { payment { id state } }
    } }`;
    const declined = seeded.find(({ state }) => state === 'DECLINED')!;
    const first = await models.Payment.findById(declined.id).lean();
    const again = { _id: 'pay_again', authorizationKey: 'again', state: 'AUTHORIZED' as const, live: true };
    await models.Payment.create([{ ...first!, ...again, createdAt: new Date('2099-01-01') }]);
    const latest = { _entities: [{ payment: { id: 'pay_again', state: 'AUTHORIZED' } }] };
    expect((await service.execute(query, { id: declined.orderId }, ownerOf(declined))).data).toEqual(latest);
    const hidden = { _entities: [{ payment: null }] };
    expect((await service.execute(query, { id: declined.orderId }, asStranger)).data).toEqual(hidden);
    await models.Payment.deleteOne({ _id: 'pay_again' });
  });

  it('should list payments to finance only', async () => {
    const codes = [];
    for (const sentBy of [{}, asStranger, asSupport, asFinance]) {
      codes.push((await service.execute(LIST, { first: 1 }, sentBy)).errors?.[0]?.extensions?.code);
    }
    expect(codes).toEqual(['UNAUTHENTICATED', 'FORBIDDEN', 'FORBIDDEN', undefined]);
  });

  async function pageOf(variables: object): Promise<PaymentPage['payments']> {
    const { data, errors } = await service.execute<PaymentPage>(
      LIST,
      { first: 100, ...variables },
      asFinance,
    );
    expect(errors).toBeUndefined();
    return data.payments;
  }

  it('should page through all payments once, the latest first, also when one comes in between', async () => {
    let page = await pageOf({});
    const ids = page.nodes.map(({ id }) => id);
    expect(page.totalCount).toBe(seeded.length);
    const first = await models.Payment.findById(ids[0]).lean();
    const newcomer = {
      _id: 'pay_x',
      orderId: 'ord_x',
      authorizationKey: 'x',
      createdAt: new Date('2099-01-01'),
    };
    await models.Payment.create([{ ...first!, ...newcomer }]);
    while (page.pageInfo.hasNextPage) {
      page = await pageOf({ after: page.pageInfo.endCursor });
      ids.push(...page.nodes.map(({ id }) => id));
    }
    await models.Payment.deleteOne({ _id: 'pay_x' });
    expect(ids).toEqual(newest.map(({ id }) => id));
  });

  it.each(PAYMENT_STATES)('should find the payments that are %s', async (state) => {
    const expected = newest.filter((payment) => payment.state === state);
    const page = await pageOf({ state });
    expect(page.totalCount).toBe(expected.length);
    expect(page.nodes).toEqual(expected.slice(0, 100).map(({ id }) => ({ id, state })));
  });

  it('should refuse altered cursors and page sizes out of bounds', async () => {
    const { pageInfo } = await pageOf({ first: 2 });
    const refused = [
      [{ after: `${pageInfo.endCursor.slice(0, -2)}AA` }, 'after'],
      [{ after: '{"$gt":""}' }, 'after'],
      [{ first: 0 }, 'first'],
      [{ first: -1 }, 'first'],
      [{ first: 1_000_000_000 }, 'first'],
    ] as const;
    for (const [variables, path] of refused) {
      const { errors } = await service.execute(LIST, { first: 5, ...variables }, asFinance);
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path }] });
    }
  });

  it.each([5, 50])('should cost one database call a field for %i orders and payments', async (count) => {
    const some = seeded.slice(0, count);
    const orders = some.map(({ orderId }) => ({ __typename: 'Order', id: orderId }));
    const keys = some.map(({ id }) => ({ __typename: 'Payment', id }));
    service.databaseCalls();
    const { data, errors } = await service.execute<{ orders: object[]; payments: { id: string }[] }>(
      `query ($orders: [_Any!]!, $keys: [_Any!]!) {
        orders: _entities(representations: $orders) { ... on Order { payment { refunds { id } } } }
        payments: _entities(representations: $keys) { ... on Payment { id } }
      }`,
      { orders, keys },
      asFinance,
    );
    expect(errors).toBeUndefined();
    expect(data.orders).toHaveLength(count);
    expect(data.payments).toEqual(some.map(({ id }) => ({ id })));
    // Payments by order, their refunds, payments by id.
    expect(service.databaseCalls()).toBe(3);
  });

  it('should resolve refunds for who may see their payment', async () => {
    const query = `query ($id: ID!) { _entities(representations: [{ __typename: "Refund", id: $id }]) {
      ... on Refund { state }
    } }`;
    const id = refunded.refunds[0]?.id;
    const shown = { _entities: [{ state: 'SUCCEEDED' }] };
    expect((await service.execute(query, { id }, ownerOf(refunded))).data).toEqual(shown);
    expect((await service.execute(query, { id }, asStranger)).data).toEqual({ _entities: [null] });
  });

  it('should go on with the payments of the seed', async () => {
    const authorized = seeded.find(({ state }) => state === 'AUTHORIZED')!;
    const capture = 'mutation ($id: ID!) { capturePayment(id: $id) { ... on Payment { state } } }';
    const captured = await service.execute(capture, { id: authorized.id }, asFinance);
    expect(captured.data).toEqual({ capturePayment: { state: 'CAPTURED' } });
    const input = {
      paymentId: authorized.id,
      amountMinor: 1,
      reason: 'Returned',
      idempotencyKey: 'refund-seed',
    };
    const refund = `mutation ($input: RefundPaymentInput!) {
      refundPayment(input: $input) { ... on Refund { payment { state } } }
    }`;
    const given = await service.execute(refund, { input }, asFinance);
    expect(given.data).toEqual({ refundPayment: { payment: { state: 'PARTIALLY_REFUNDED' } } });
  });

  it('should seed nothing twice', async () => {
    expect(await service.seed()).toEqual({ payments: 0, refunds: 0 });
  });
});

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
