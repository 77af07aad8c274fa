import { randomUUID } from 'node:crypto';
import { dataSchemaName, type EventEnvelope, newId, seedId } from '@orrery/contracts';
import { ProviderProcess } from '@orrery/test-provider';
import { callerOf, openTestService, type TestService } from '@orrery/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PaymentsScope } from '../context.js';
import { claimDue } from '../models/due-work.js';
import type { PaymentDocument } from '../models/payment.model.js';
import { payments } from '../service.js';
import { AskWorker } from '../workers/ask-worker.js';
import { onPaymentCancelRequested } from './payment-cancel-requested.handler.js';
import { onPaymentRequested } from './payment-requested.handler.js';

type Command = 'payment-requested' | 'capture-requested' | 'payment-cancel-requested';

const TOTAL = 5_000;
const WAIT = { timeout: 120_000, interval: 20 }; // backoffs of up to 10 s are part of it
vi.setConfig({ testTimeout: 180_000 });
const USER = newId('User');
const asFinance = { caller: callerOf(newId('User'), 'FINANCE') };
const SLOW = { FAULT_LOST_ANSWERS: '1', FAULT_LATE_MS: '600000' }; // every effect is had, no request is answered

function gate(): { open: () => void; opened: Promise<void> } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

describe("checkout's payments", () => {
  let provider: ProviderProcess;
  let service: TestService;
  let scope: PaymentsScope;
  let order: string;
  let version: number;

  beforeAll(async () => {
    provider = await ProviderProcess.start();
    service = await openTestService(payments, { PROVIDER_URL: provider.url, PROVIDER_TIMEOUT_MS: '1000' });
    scope = service.opened.scope() as PaymentsScope;
    service.opened.startWorkers();
  });

  afterAll(async () => {
    await service?.close();
    await provider?.close();
  });

  beforeEach(() => {
    order = newId('Order');
    version = 0;
  });

  function command(name: Command, data: object = {}, subject = order): EventEnvelope {
    const type = `checkout.${name}`;
    return {
      specversion: '1.0',
      id: randomUUID(),
      source: '/orders',
      type,
      subject,
      time: new Date().toISOString(),
      datacontenttype: 'application/json',
      dataschema: dataSchemaName(type, 1),
      sequence: ++version,
      aggregateversion: version,
      data: { ...data },
    };
  }
  const request = (token: string, subject = order) =>
    command(
      'payment-requested',
      { userId: USER, amountMinor: TOTAL, currency: 'EUR', paymentMethod: token },
      subject,
    );

  // As a channel does it: again until it is done.
  async function send(envelope: EventEnvelope): Promise<void> {
    while ((await service.opened.events.consumer.consume(envelope)).kind !== 'done') {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async function repliesOf(subject = order) {
    const rows = await service.opened.connection
      .collection('outbox')
      .find({ aggregateId: subject })
      .sort({ sequence: 1 })
      .toArray();
    return rows.map(({ envelope }) => envelope as EventEnvelope);
  }

  /** Waits until so many replies were written, and says them. */
  async function replies(count: number, subject = order) {
    await vi.waitFor(
      async () => expect((await repliesOf(subject)).length).toBeGreaterThanOrEqual(count),
      WAIT,
    );
    const written = await repliesOf(subject);
    return written.map(({ type, aggregateversion, data }) => [
      type.replace('payments.', ''),
      aggregateversion,
      data,
    ]);
  }

  const paymentOf = async (subject = order) =>
    (await scope.models.Payment.findOne({ orderId: subject }).lean()) as PaymentDocument;
  const effectsOf = (subject = order) =>
    provider.entries
      .filter(({ key }) => key.startsWith(subject))
      .map(({ key, outcome, amountMinor }) => [key.split(':')[1], outcome, amountMinor]);

  async function pay(token: string): Promise<PaymentDocument> {
    await send(request(token));
    await replies(1);
    return paymentOf();
  }

  async function payAndCapture(token: string): Promise<PaymentDocument> {
    await pay(token);
    await send(command('capture-requested'));
    await replies(2);
    return paymentOf();
  }

  it('should set the money aside, answer with the version of the command, and learn the card', async () => {
    const payment = await pay('tok_visa');
    expect(await replies(1)).toEqual([['payment-authorized', 1, { paymentId: payment._id }]]);
    expect(payment).toMatchObject({
      state: 'AUTHORIZED',
      userId: USER,
      authorizedMinor: TOTAL,
      card: { brand: 'VISA', last4: '4242' },
      pending: null,
      dueAt: null,
      awaited: [],
    });
    expect(effectsOf()).toEqual([['authorize', 'APPROVED', TOTAL]]);
  });

  it.each([
    ['tok_no-funds', 'INSUFFICIENT_FUNDS'],
    ['tok_late-no-funds', 'INSUFFICIENT_FUNDS'],
    ['tok_nonsense', 'CARD_NOT_ACCEPTED'],
  ])('should answer that %s was declined with %s', async (token, reason) => {
    await pay(token);
    expect(await replies(1)).toEqual([['payment-declined', 1, { reason }]]);
    expect(await paymentOf()).toMatchObject({ state: 'DECLINED', declineReason: reason, live: false });
  });

  it.each(['tok_visa', 'tok_late', 'tok_late-follow-ups'])(
    'should take the money of %s once, and say so whenever it is asked again',
    async (token) => {
      const { _id: paymentId } = await payAndCapture(token);
      await send(command('capture-requested'));
      await send(request(token));
      expect(await replies(4)).toEqual([
        ['payment-authorized', 1, { paymentId }],
        ['payment-captured', 2, { paymentId }],
        ['payment-captured', 3, { paymentId }],
        ['payment-authorized', 4, { paymentId }],
      ]);
      expect(effectsOf().map(([operation]) => operation)).toEqual(['authorize', 'capture']);
    },
  );

  it('should answer that money cannot be taken: refused, never set aside, or its order cancelled', async () => {
    await send(command('capture-requested'));
    await send(request('tok_no-capture'));
    await replies(2);
    await send(command('capture-requested'));
    await replies(3);
    await send(command('payment-cancel-requested'));
    await replies(4);
    await send(command('capture-requested'));
    expect((await replies(5)).filter(([type]) => type === 'capture-declined')).toEqual([
      ['capture-declined', 1, { reason: 'NOT_PROCESSED' }],
      ['capture-declined', 3, { reason: 'AUTHORIZATION_EXPIRED' }],
      ['capture-declined', 5, { reason: 'ORDER_CANCELLED' }],
    ]);
  });

  it('should move no money for an order that was cancelled before, by whatever way it is asked', async () => {
    await send(command('payment-cancel-requested'));
    await send(request('tok_visa'));
    expect(await replies(2)).toEqual([
      ['payment-cancelled', 1, { refundedMinor: 0 }],
      ['payment-declined', 2, { reason: 'ORDER_CANCELLED' }],
    ]);
    const card = { number: '4242424242424242', expiryMonth: 4, expiryYear: 2031, securityCode: '123' };
    const amount = { amountMinor: TOTAL, currency: 'EUR' };
    const input = { orderId: order, userId: USER, amount, card, idempotencyKey: `phone-${order}` };
    const byPhone = await service.execute<object>(
      `mutation ($input: AuthorizePaymentInput!) {
        authorizePayment(input: $input) { ... on PaymentDeclined { reason payment { id state pending } } }
      }`,
      { input },
      asFinance,
    );
    const { _id: id } = await paymentOf();
    const refused = { reason: 'ORDER_CANCELLED', payment: { id, state: 'DECLINED', pending: null } };
    expect(byPhone.data).toEqual({ authorizePayment: refused });
    const keys = provider.entries.map(({ key }) => key);
    expect(keys.filter((key) => key.startsWith(order) || key.startsWith(id))).toEqual([]);
  });

  it('should see a cancel that comes while the payment begins, and be seen by it', async () => {
    const [pays, cancels] = [request('tok_visa'), command('payment-cancel-requested')];
    const [begun, met] = [gate(), gate()];
    const paying = scope.transaction(async (session) => {
      const data = onPaymentRequested.read(pays.data);
      await onPaymentRequested.handle(scope, { data, envelope: pays }, session);
      begun.open();
      await met.opened; // it commits only after the cancel was tried beside it
    });
    await begun.opened;
    await scope.transaction((session) =>
      onPaymentCancelRequested.handle(scope, { data: {}, envelope: cancels }, session).finally(met.open),
    );
    await paying;
    await replies(2);
    const { state, live, pending } = await paymentOf();
    expect({ live, pending }).toEqual({ live: false, pending: null });
    expect(effectsOf().filter(([, outcome]) => outcome === 'APPROVED')).toHaveLength(
      state === 'VOIDED' ? 2 : 0,
    );
  });

  it('should let go of money that was set aside', async () => {
    await pay('tok_late-follow-ups');
    await send(command('payment-cancel-requested'));
    expect((await replies(2))[1]).toEqual(['payment-cancelled', 2, { refundedMinor: 0 }]);
    expect(await paymentOf()).toMatchObject({ state: 'VOIDED', live: false, closing: true });
    expect(effectsOf().map(([operation]) => operation)).toEqual(['authorize', 'void']);
  });

  it('should give all back that was taken, once however often it is told to', async () => {
    await payAndCapture('tok_visa');
    const cancels = [command('payment-cancel-requested'), command('payment-cancel-requested')];
    await Promise.all(cancels.map(send));
    await replies(4);
    await send(command('payment-cancel-requested'));
    const answers = (await replies(5)).slice(2);
    await send(command('capture-requested'));
    await send(request('tok_visa'));
    expect((await replies(7)).slice(5)).toEqual([
      ['capture-declined', 6, { reason: 'ORDER_CANCELLED' }],
      ['payment-declined', 7, { reason: 'ORDER_CANCELLED' }],
    ]);
    expect(answers.map(([type, of, data]) => [type, data, of]).sort()).toEqual(
      [3, 4, 5].map((of) => ['payment-cancelled', { refundedMinor: TOTAL }, of]),
    );
    expect(await paymentOf()).toMatchObject({ state: 'REFUNDED', refundedMinor: TOTAL, refundingMinor: 0 });
    expect(effectsOf()[2]).toEqual(['cancel-refund', 'APPROVED', TOTAL]);
    expect(effectsOf()).toHaveLength(3);
  });

  it.each(['tok_visa', 'tok_late-follow-ups'])(
    "should give the rest back beside finance's refund, of which nothing may be known yet: %s",
    async (token) => {
      const { _id: paymentId } = await payAndCapture(token);
      const input = { paymentId, amountMinor: 2_000, reason: 'Scratched', idempotencyKey: `part-${order}` };
      const mutation =
        'mutation ($input: RefundPaymentInput!) { refundPayment(input: $input) { ... on Refund { id } } }';
      const made = await service.execute<{ refundPayment: { id: string } }>(mutation, { input }, asFinance);
      await send(command('payment-cancel-requested'));
      expect((await replies(3))[2]).toEqual(['payment-cancelled', 3, { refundedMinor: 3_000 }]);
      expect(await paymentOf()).toMatchObject({ state: 'REFUNDED', refundedMinor: TOTAL });
      const keys = new Map(provider.entries.map(({ key, amountMinor }) => [key, amountMinor]));
      expect(keys.get(made.data.refundPayment.id)).toBe(2_000);
      expect(keys.get(`${order}:cancel-refund`)).toBe(3_000);
    },
  );

  it('should end a cancel whose refund is declined, and show that', async () => {
    const { _id: paymentId } = await payAndCapture('tok_no-refund');
    await send(command('payment-cancel-requested'));
    expect((await replies(3))[2]).toEqual(['payment-cancelled', 3, { refundedMinor: 0 }]);
    expect(await paymentOf()).toMatchObject({ state: 'CAPTURED', refundedMinor: 0, refundingMinor: 0 });
    expect(await scope.models.Refund.find({ paymentId }).lean()).toMatchObject([
      { state: 'FAILED', declineReason: 'CARD_EXPIRED', amount: { amountMinor: TOTAL }, dueAt: null },
    ]);
  });

  it('should close what never reached the provider when the order is cancelled', async () => {
    await send(request('tok_lost'));
    await vi.waitFor(async () => expect((await paymentOf()).asks).toBeGreaterThan(1), WAIT);
    expect(await repliesOf()).toEqual([]);
    await send(command('payment-cancel-requested'));
    expect(await replies(2)).toEqual([
      ['payment-declined', 1, { reason: 'NOT_PROCESSED' }],
      ['payment-cancelled', 2, { refundedMinor: 0 }],
    ]);
    expect(effectsOf()).toEqual([['authorize', 'DECLINED', 0]]);
  });

  it('should decline to pay an order that finance had paid by telephone', async () => {
    const { _id, ...other } = await pay('tok_visa');
    order = newId('Order');
    const authorizationKey = `phone-${order}`;
    const byPhone = {
      ...other,
      _id: newId('Payment'),
      orderId: order,
      paymentMethod: null,
      authorizationKey,
    };
    await scope.models.Payment.create([byPhone]);
    await send(request('tok_visa'));
    expect((await replies(1))[0]?.[2]).toEqual({ reason: 'ALREADY_PAID' });
    expect(effectsOf()).toEqual([]);
  });

  it('should have each command done once that is delivered many times, and answer each of several alike', async () => {
    const [first, second] = [request('tok_late'), request('tok_late')];
    await Promise.all([first, first, second, first, second].map(send));
    const paymentId = (await paymentOf())._id;
    expect((await replies(2)).map(([type, of]) => [of, type]).sort()).toEqual([
      [1, 'payment-authorized'],
      [2, 'payment-authorized'],
    ]);
    const captures = [command('capture-requested'), command('capture-requested')];
    await Promise.all([...captures, ...captures].map(send));
    await replies(4);
    const cancel = command('payment-cancel-requested');
    await Promise.all([cancel, cancel, cancel].map(send));
    const all = await replies(5);
    await Promise.all([first, second, ...captures, cancel].map(send));
    expect(await replies(5)).toEqual(all);
    expect(all.map(([type]) => type).slice(2)).toEqual([
      'payment-captured',
      'payment-captured',
      'payment-cancelled',
    ]);
    expect(all[2]?.[2]).toEqual({ paymentId });
    expect(effectsOf().map(([operation]) => operation)).toEqual(['authorize', 'capture', 'cancel-refund']);
  });

  describe('with a provider that dies', () => {
    async function withSlowProvider(work: () => Promise<void>): Promise<void> {
      await provider.kill();
      await provider.restart(SLOW);
      await work();
      await provider.kill();
      await provider.restart();
    }
    const hasEffect = (operation: string) =>
      vi.waitFor(() => expect(effectsOf().at(-1)?.[0]).toBe(operation), WAIT);

    it('should learn what it did before it died, and have it done once', async () => {
      await withSlowProvider(async () => {
        await send(request('tok_visa'));
        await hasEffect('authorize');
      });
      const { _id: paymentId } = await pay('tok_visa');
      await withSlowProvider(async () => {
        await send(command('capture-requested'));
        await hasEffect('capture');
      });
      const answers = await replies(3);
      expect(answers.map(([type]) => type)).toEqual([
        'payment-authorized',
        'payment-authorized',
        'payment-captured',
      ]);
      expect(answers[2]?.[2]).toEqual({ paymentId });
      expect(effectsOf().map(([operation]) => operation)).toEqual(['authorize', 'capture']);
    });

    it('should let go of money that was set aside before a cancel, as is known only after', async () => {
      await withSlowProvider(async () => {
        await send(request('tok_visa'));
        await hasEffect('authorize');
        await send(command('payment-cancel-requested'));
      });
      expect((await replies(2)).map(([type]) => type)).toEqual(['payment-authorized', 'payment-cancelled']);
      expect(effectsOf().map(([operation]) => operation)).toEqual(['authorize', 'void']);
      expect(await paymentOf()).toMatchObject({ state: 'VOIDED' });
    });

    it('should give back once what was taken before a cancel, as is known only after', async () => {
      await pay('tok_visa');
      await withSlowProvider(async () => {
        await send(command('capture-requested'));
        await hasEffect('capture');
        await send(command('payment-cancel-requested'));
      });
      const answers = await replies(3);
      expect(answers.map(([type]) => type).slice(1)).toEqual(['payment-captured', 'payment-cancelled']);
      expect(answers[2]?.[2]).toEqual({ refundedMinor: TOTAL });
      expect(effectsOf().map(([operation]) => operation)).toEqual(['authorize', 'capture', 'cancel-refund']);
    });
  });

  it('should leave to others what somebody took, until that has run out', async () => {
    await service.opened.connection.collection('payments').updateMany({}, { $set: { dueAt: null } });
    const model = scope.models.Payment;
    const { _id, ...paid } = await pay('tok_visa');
    const due = { ...paid, _id: newId('Payment'), orderId: newId('Order'), authorizationKey: newId('Order') };
    // Far from now, so that no worker takes it meanwhile.
    const far = Date.now() + 3_600_000;
    await model.create([{ ...due, pending: 'CAPTURE', dueAt: new Date(far) }]);
    const clock = vi.spyOn(Date, 'now').mockReturnValue(far + 1);
    const taken = await Promise.all([claimDue(model, 10_000), claimDue(model, 10_000)]);
    expect(taken.filter(Boolean).map((payment) => [payment?._id, payment?.asks])).toEqual([[due._id, 1]]);
    clock.mockReturnValue(far + 10_000);
    expect(await claimDue(model, 10_000)).toBeNull();
    clock.mockReturnValue(far + 10_001);
    expect(await claimDue(model, 10_000)).toMatchObject({ _id: due._id, asks: 2 });
    clock.mockRestore();
    await model.deleteOne({ _id: due._id });
  });

  it('should keep every order right with two workers, a faulty provider, and commands in any order', async () => {
    await provider.kill();
    await provider.restart({
      FAULT_LOST_REQUESTS: '0.1',
      FAULT_LOST_ANSWERS: '0.2',
      FAULT_LATE_MS: '50',
      FAULT_LATENCY_MS: '20',
    });
    const other = new AskWorker(() => service.opened.scope() as PaymentsScope);
    const orders = Array.from({ length: 12 }, (_, i) => seedId('Order', `faulty-${i}`)); // fixed: so are their faults
    const tokens = ['tok_visa', 'tok_late', 'tok_late-follow-ups', 'tok_no-funds'];
    await Promise.all(
      orders.map(async (subject, i) => {
        const pays = request(tokens[i % tokens.length] ?? '', subject);
        const captures = command('capture-requested', {}, subject);
        const cancels = command('payment-cancel-requested', {}, subject);
        const inOrder = [
          [pays, captures, cancels],
          [pays, cancels, captures],
          [cancels, pays, captures],
        ][i % 3] as EventEnvelope[];
        if (i % 2) return Promise.all([...inOrder, ...inOrder].map(send));
        for (const [nth, each] of inOrder.entries()) {
          await send(each);
          await replies(nth + 1, subject);
        }
      }),
    );
    for (const subject of orders) {
      const answers = await replies(3, subject);
      expect(new Set(answers.map(([, of]) => of)).size).toBe(3);
      expect(answers).toHaveLength(3);
      const approved = effectsOf(subject).filter(([, outcome]) => outcome === 'APPROVED');
      const did = approved.map(([operation]) => operation).join();
      expect(['', 'authorize,void', 'authorize,capture,cancel-refund']).toContain(did);
      const cancelled = answers.find(([type]) => type === 'payment-cancelled');
      expect(cancelled?.[2]).toEqual({ refundedMinor: did.includes('capture') ? TOTAL : 0 });
    }
    await other.stop();
    await provider.kill();
    await provider.restart();
  });
});
