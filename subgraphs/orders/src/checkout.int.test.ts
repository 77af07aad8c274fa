import { randomUUID } from 'node:crypto';
import { EVENTS, type EventData, type EventEnvelope, type EventType, seedId } from '@orrery/contracts';
import { callerOf, openTestService, type TestService } from '@orrery/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OrdersScope } from './context.js';
import type { CheckoutAnswer } from './domain/checkout-machine.js';
import type { CheckoutDocument } from './models/checkout.model.js';
import type { OrderDocument } from './models/order.model.js';
import { keepDeadlines } from './sagas/keep-deadlines.js';
import { orders } from './service.js';

const ADDRESS = { recipient: 'Ada', lines: ['Ring 1'], postalCode: '10115', city: 'Berlin', country: 'DE' };
const TENT = seedId('Product', 'tent');
const STOVE = seedId('Product', 'stove');
const LANTERN = seedId('Product', 'lantern');
const ORDERED: [string, number][] = [
  [TENT, 2],
  [STOVE, 1],
];
const CHECKOUT = `mutation ($input: CheckoutInput!) { checkout(input: $input) { __typename
  ... on MutationError { code }
  ... on Order { id number state version subtotal { amountMinor } lines { quantity unitPrice { amountMinor } } } } }`;
const CANCEL = `mutation ($id: ID!) { cancelOrder(id: $id) { __typename ... on Order { id state }
  ... on IllegalTransition { order { state } } } }`;
const SHIP = `mutation ($id: ID!) { shipOrder(id: $id) { __typename ... on IllegalTransition { message } } }`;
const ORDER = `query ($id: ID!) { order(id: $id) { state total { amountMinor } failure { __typename code
  ... on OutOfStock { lines { productId product { id } wanted available } }
  ... on PriceChanged { expectedTotal { amountMinor } total { amountMinor } }
  ... on OrderPaymentDeclined { reason } } } }`;

describe('a checkout', () => {
  let service: TestService;
  let scope: OrdersScope;
  let customer: string;
  let cartId: string;
  let keys = 0;

  beforeAll(async () => {
    service = await openTestService(orders);
    scope = service.opened.scope() as OrdersScope;
  });

  afterAll(() => service.close());

  beforeEach(async () => {
    customer = seedId('User', `customer ${++keys}`);
    await fillCart();
  });

  const asCustomer = () => ({ caller: callerOf(customer) });

  async function fillCart() {
    for (const [productId, quantity] of ORDERED) await add(productId, quantity);
    const cart = await scope.models.Cart.findOne({ userId: customer }).lean();
    cartId = cart?._id ?? '';
  }

  const inputOf = (more: object = {}) => ({
    idempotencyKey: `key-of-${customer}`,
    cartId,
    shippingAddress: ADDRESS,
    paymentMethod: 'tok_visa',
    expectedTotal: { amountMinor: 25_000, currency: 'EUR' },
    ...more,
  });

  async function checkOut(more: object = {}, sentBy = asCustomer()) {
    const { data, errors } = await service.execute<{ checkout: { __typename: string; id: string } }>(
      CHECKOUT,
      { input: inputOf(more) },
      sentBy,
    );
    expect(errors).toBeUndefined();
    return data.checkout;
  }

  /** What the customer's cart holds: the products' ids and how many of each, in order. */
  async function inCart(): Promise<[string, number][]> {
    const cart = await scope.models.Cart.findOne({ userId: customer }).lean();
    return (cart?.lines ?? []).map(({ productId, quantity }) => [productId, quantity]);
  }
  const add = (productId: string, quantity: number) =>
    service.execute(
      'mutation ($input: AddCartLineInput!) { addCartLine(input: $input) { __typename } }',
      { input: { productId, quantity } },
      asCustomer(),
    );

  const orderOf = async (id: string) => (await scope.models.Order.findById(id).lean()) as OrderDocument;
  const checkoutOf = async (id: string) =>
    (await scope.models.Checkout.findById(id).lean()) as CheckoutDocument;

  /** The types of what an order's events asked and told, in order. */
  async function sentAbout(id: string): Promise<string[]> {
    const rows = await scope.connection
      .collection('outbox')
      .find({ aggregateId: id })
      .sort({ sequence: 1 })
      .toArray();
    return rows.map(({ envelope }) =>
      envelope.type === 'order.state-changed' ? envelope.data.state : envelope.type,
    );
  }

  function answer<Type extends CheckoutAnswer>(id: string, type: Type, data: EventData<Type>): EventEnvelope {
    return {
      specversion: '1.0',
      id: randomUUID(),
      source: `/${EVENTS[type as EventType].source}`,
      type,
      subject: id,
      time: new Date().toISOString(),
      datacontenttype: 'application/json',
      dataschema: `${type}.v1`,
      sequence: 1,
      aggregateversion: 1,
      data,
    };
  }

  const take = (envelope: EventEnvelope) => service.opened.events.consumer.consume(envelope);

  const quoted = (id: string, tentMinor = 10_000) =>
    answer(id, 'catalog.prices-quoted', {
      products: [
        { productId: TENT, sku: 'T-1', name: 'Tent', amountMinor: tentMinor, currency: 'EUR' },
        { productId: STOVE, sku: 'S-1', name: 'Stove', amountMinor: 5_000, currency: 'EUR' },
      ],
      missing: [],
    });

  /** The answers that lead to each step. */
  const path = (id: string) => [
    quoted(id),
    answer(id, 'inventory.stock-reserved', { reservationId: 'rsv_1' }),
    answer(id, 'payments.payment-authorized', { paymentId: 'pay_1' }),
    answer(id, 'inventory.stock-kept', {}),
    answer(id, 'payments.payment-captured', { paymentId: 'pay_1' }),
  ];

  it('should answer at once, and go through all its steps to the end', async () => {
    const placed = await checkOut();
    expect(placed).toMatchObject({
      __typename: 'Order',
      state: 'PENDING',
      version: 1,
      subtotal: null,
      lines: [
        { quantity: 2, unitPrice: null },
        { quantity: 1, unitPrice: null },
      ],
    });
    expect(await scope.models.Cart.findById(cartId).lean()).toMatchObject({ lines: [] });
    for (const envelope of path(placed.id)) await take(envelope);
    expect(await sentAbout(placed.id)).toEqual([
      'PENDING',
      'checkout.prices-requested',
      'checkout.stock-requested',
      'RESERVED',
      'checkout.payment-requested',
      'AUTHORIZED',
      'checkout.stock-keep-requested',
      'CONFIRMED',
      'checkout.capture-requested',
    ]);
    expect(await orderOf(placed.id)).toMatchObject({
      state: 'CONFIRMED',
      version: 4,
      total: { amountMinor: 25_000, currency: 'EUR' },
      shipping: { amountMinor: 0 },
      lines: [{ name: 'Tent', sku: 'T-1', total: { amountMinor: 20_000 } }, { name: 'Stove' }],
    });
    expect(await checkoutOf(placed.id)).toMatchObject({ state: 'COMPLETED', deadlineAt: null });
  });

  it('should take each answer once, however often it comes', async () => {
    const { id } = await checkOut();
    for (const envelope of path(id)) {
      await take(envelope);
      await Promise.all([take(envelope), take(envelope)]);
      await take({ ...envelope, id: randomUUID() }); // told twice by who answers
    }
    expect(await sentAbout(id)).toHaveLength(9);
    expect((await orderOf(id)).version).toBe(4);
  });

  it('should get the same order with the same key, in whatever state, and none with other input', async () => {
    const [first, ...others] = await Promise.all(Array.from({ length: 10 }, () => checkOut()));
    expect(new Set(others.map(({ id }) => id))).toEqual(new Set([first?.id]));
    for (const envelope of path(first?.id ?? '')) await take(envelope);
    await fillCart();
    expect(await checkOut()).toMatchObject({ id: first?.id, state: 'CONFIRMED' });
    expect(await checkOut({ paymentMethod: 'tok_amex' })).toEqual({
      __typename: 'IdempotencyKeyReused',
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
    expect(await scope.models.Order.countDocuments({ userId: customer })).toBe(1);
    expect(await scope.models.Cart.findById(cartId).lean()).toMatchObject({ lines: [{}, {}] });
  });

  it('should not know the key of another caller', async () => {
    const { id } = await checkOut();
    const key = inputOf().idempotencyKey;
    customer = seedId('User', 'somebody else');
    await fillCart();
    expect((await checkOut({ idempotencyKey: key })).id).not.toBe(id);
  });

  it('should order nothing of an empty cart, and keep the key for a full one', async () => {
    await service.execute('mutation { clearCart { id } }', {}, asCustomer());
    const numbers = () => scope.models.OrderNumber.findById('orders').lean();
    const before = await numbers();
    expect(await checkOut()).toEqual({ __typename: 'CartEmpty', code: 'CART_EMPTY' });
    expect(await scope.models.Order.countDocuments({ userId: customer })).toBe(0);
    expect(await numbers()).toEqual(before);
    await fillCart();
    expect(await checkOut()).toMatchObject({ __typename: 'Order' });
    expect((await numbers())?.last).toBe((before?.last ?? 0) + 1);
  });

  it("should not find another's cart", async () => {
    const { errors } = await service.execute(
      CHECKOUT,
      { input: inputOf() },
      {
        caller: callerOf(seedId('User', 'thief')),
      },
    );
    expect(errors?.[0]?.extensions?.code).toBe('NOT_FOUND');
    expect(await scope.models.Cart.findById(cartId).lean()).toMatchObject({ lines: [{}, {}] });
  });

  const failing: [string, (id: string) => EventEnvelope[], object, string[]][] = [
    [
      'another price',
      (id) => [quoted(id, 9_000)],
      {
        __typename: 'PriceChanged',
        code: 'PRICE_CHANGED',
        expectedTotal: { amountMinor: 25_000 },
        total: { amountMinor: 23_000 },
      },
      [],
    ],
    [
      'a product that is not sold any more',
      (id) => [answer(id, 'catalog.prices-quoted', { products: [], missing: [STOVE] })],
      {
        __typename: 'OutOfStock',
        code: 'OUT_OF_STOCK',
        lines: [{ productId: STOVE, wanted: 1, available: 0 }],
      },
      [],
    ],
    [
      'too little stock',
      (id) => [
        ...path(id).slice(0, 1),
        answer(id, 'inventory.stock-refused', { lines: [{ productId: TENT, wanted: 2, available: 1 }] }),
      ],
      {
        __typename: 'OutOfStock',
        code: 'OUT_OF_STOCK',
        lines: [{ productId: TENT, wanted: 2, available: 1 }],
      },
      ['checkout.stock-release-requested'],
    ],
    [
      'a declined payment',
      (id) => [
        ...path(id).slice(0, 2),
        answer(id, 'payments.payment-declined', { reason: 'INSUFFICIENT_FUNDS' }),
      ],
      { __typename: 'OrderPaymentDeclined', code: 'PAYMENT_DECLINED', reason: 'INSUFFICIENT_FUNDS' },
      ['checkout.stock-release-requested', 'checkout.payment-cancel-requested'],
    ],
    [
      'stock that was given back too early',
      (id) => [...path(id).slice(0, 3), answer(id, 'inventory.stock-lost', {})],
      { __typename: 'OrderTimedOut', code: 'TIMED_OUT' },
      ['checkout.stock-release-requested', 'checkout.payment-cancel-requested'],
    ],
    [
      'money that cannot be taken',
      (id) => [
        ...path(id).slice(0, 4),
        answer(id, 'payments.capture-declined', { reason: 'AUTHORIZATION_EXPIRED' }),
      ],
      { __typename: 'OrderPaymentDeclined', code: 'PAYMENT_DECLINED', reason: 'AUTHORIZATION_EXPIRED' },
      ['checkout.stock-release-requested', 'checkout.payment-cancel-requested'],
    ],
  ];

  it.each(failing)(
    'should fail for %s, undo what was begun, and give the cart back',
    async (_what, answers, failure, undone) => {
      const { id } = await checkOut();
      for (const envelope of answers(id)) await take(envelope);
      const { data } = await service.execute<{ order: object }>(ORDER, { id }, asCustomer());
      expect(data.order).toMatchObject({ state: 'FAILED', failure });
      expect(await inCart()).toEqual(ORDERED);
      const sent = await sentAbout(id);
      expect(sent.slice(sent.indexOf('FAILED') + 1)).toEqual(undone);
      await undo(id, undone);
      expect(await checkoutOf(id)).toMatchObject({ state: 'COMPENSATED', deadlineAt: null, awaiting: [] });
    },
  );

  async function undo(id: string, requests: readonly string[]) {
    for (const request of requests) {
      expect(await checkoutOf(id)).toMatchObject({ state: 'COMPENSATING' });
      if (request === 'checkout.stock-release-requested')
        await take(answer(id, 'inventory.stock-released', {}));
      else await take(answer(id, 'payments.payment-cancelled', { refundedMinor: 0 }));
    }
  }

  it.each([0, 1, 2, 3, 4, 5])(
    'should be cancelled after %i answers, and take none of the late ones',
    async (taken) => {
      const { id } = await checkOut();
      const answers = path(id);
      for (const envelope of answers.slice(0, taken)) await take(envelope);
      expect((await service.execute(CANCEL, { id }, asCustomer())).data).toEqual({
        cancelOrder: { __typename: 'Order', id, state: 'CANCELLED' },
      });
      expect((await service.execute(CANCEL, { id }, asCustomer())).data).toEqual({
        cancelOrder: { __typename: 'IllegalTransition', order: { state: 'CANCELLED' } },
      });
      expect(await inCart()).toEqual(taken < answers.length ? ORDERED : []); // paid, and not wanted any more
      for (const envelope of answers.slice(taken)) await take(envelope);
      const sent = await sentAbout(id);
      const undone = sent.slice(sent.indexOf('CANCELLED') + 1);
      expect(undone).toEqual(
        ['checkout.stock-release-requested', 'checkout.payment-cancel-requested'].slice(0, taken),
      );
      await undo(id, undone);
      expect((await checkoutOf(id)).state).toBe('COMPENSATED');
      expect((await orderOf(id)).failure).toMatchObject({ code: 'CANCELLED_BY_CUSTOMER' });
    },
  );

  it('should not be cancelled by another customer, nor be seen by one', async () => {
    const { id } = await checkOut();
    const other = { caller: callerOf(seedId('User', 'other')) };
    expect((await service.execute(CANCEL, { id }, other)).errors?.[0]?.extensions?.code).toBe('NOT_FOUND');
    expect((await orderOf(id)).state).toBe('PENDING');
  });

  it('should not be shipped before its money is taken', async () => {
    const { id } = await checkOut();
    const answers = path(id);
    for (const envelope of answers.slice(0, 4)) await take(envelope);
    const warehouse = { caller: callerOf(seedId('User', 'staff'), 'WAREHOUSE' as const) };
    expect((await service.execute(SHIP, { id }, warehouse)).data).toMatchObject({
      shipOrder: { __typename: 'IllegalTransition', message: expect.stringContaining('checkout') },
    });
    await take(answers[4] as EventEnvelope);
    expect((await service.execute(SHIP, { id }, warehouse)).data).toEqual({
      shipOrder: { __typename: 'Order' },
    });
    expect((await service.execute(CANCEL, { id }, asCustomer())).data).toEqual({
      cancelOrder: { __typename: 'IllegalTransition', order: { state: 'SHIPPED' } },
    });
  });

  it('should fail when a step is not answered in time, once, whoever looks', async () => {
    const { id } = await checkOut();
    for (const envelope of path(id).slice(0, 2)) await take(envelope);
    const { deadlineAt } = await checkoutOf(id);
    const before = new Date((deadlineAt?.getTime() ?? 0) - 1);
    await keepDeadlines(scope, before);
    expect((await checkoutOf(id)).state).toBe('AUTHORIZING');
    await Promise.all([1, 2, 3].map(() => keepDeadlines(scope, deadlineAt as Date)));
    expect(await orderOf(id)).toMatchObject({ state: 'FAILED', failure: { code: 'TIMED_OUT' } });
    expect((await sentAbout(id)).filter((type) => type === 'FAILED')).toHaveLength(1);
    expect(await inCart()).toEqual(ORDERED);
  });

  describe('that comes to nothing', () => {
    const fail = async (id: string) => {
      const refused = quoted(id, 9_000);
      await Promise.all([take(refused), take(refused)]);
      await take(refused);
      expect((await orderOf(id)).state).toBe('FAILED');
    };

    it('should add to what was put into the cart meanwhile what is not there, once', async () => {
      const { id } = await checkOut();
      const { placedAt } = await orderOf(id);
      await add(LANTERN, 1);
      await add(TENT, 5);
      await fail(id);
      expect(await inCart()).toEqual([
        [STOVE, 1],
        [LANTERN, 1],
        [TENT, 5],
      ]);
      const cart = await scope.models.Cart.findById(cartId).lean();
      expect(cart?.lines[0]).toMatchObject({ _id: expect.stringMatching(/^cln_/), addedAt: placedAt });
      expect(new Set(cart?.lines.map(({ _id }) => _id)).size).toBe(3);
    });

    it('should leave alone what the customer does with the cart after', async () => {
      const { id } = await checkOut();
      await fail(id);
      await service.execute('mutation { clearCart { id } }', {}, asCustomer());
      await take(quoted(id, 9_000));
      await keepDeadlines(scope, new Date(Date.now() + 3_600_000));
      expect(await inCart()).toEqual([]);
    });

    it('should stay what its key gets, and let the cart be ordered under another', async () => {
      const { id } = await checkOut();
      await fail(id);
      expect(await checkOut()).toMatchObject({ id, state: 'FAILED' });
      expect(await inCart()).toEqual(ORDERED);
      const again = await checkOut({ idempotencyKey: `another-of-${customer}` });
      expect(again.id).not.toBe(id);
      expect(await inCart()).toEqual([]);
      for (const envelope of path(again.id)) await take(envelope);
      expect((await orderOf(again.id)).state).toBe('CONFIRMED');
      expect(await inCart()).toEqual([]);
    });

    it('should not lose what is added at the same moment', async () => {
      for (let round = 0; round < 10; round++) {
        const { id } = await checkOut({ idempotencyKey: `adding-${round}-${customer}` });
        await Promise.all([take(quoted(id, 9_000)), add(LANTERN, 1)]);
        expect((await inCart()).sort()).toEqual([...ORDERED, [LANTERN, 1]].sort());
        await service.execute('mutation { clearCart { id } }', {}, asCustomer());
        await fillCart();
      }
    });

    it('should get a new cart when there is none', async () => {
      const { id } = await checkOut();
      await scope.models.Cart.deleteOne({ _id: cartId });
      await fail(id);
      expect(await inCart()).toEqual(ORDERED);
    });
  });

  it('should ask again for what is not undone in time, until it is', async () => {
    const { id } = await checkOut();
    for (const envelope of path(id).slice(0, 3)) await take(envelope);
    await service.execute(CANCEL, { id }, asCustomer());
    await take(answer(id, 'inventory.stock-released', {}));
    const { deadlineAt } = await checkoutOf(id);
    await keepDeadlines(scope, deadlineAt as Date);
    const sent = await sentAbout(id);
    expect(sent.slice(sent.indexOf('CANCELLED') + 1)).toEqual([
      'checkout.stock-release-requested',
      'checkout.payment-cancel-requested',
      'checkout.payment-cancel-requested',
    ]);
    await take(answer(id, 'payments.payment-cancelled', { refundedMinor: 0 }));
    expect((await checkoutOf(id)).state).toBe('COMPENSATED');
  });

  it('should end in one of two ways when it is cancelled while its answer comes', async () => {
    for (let round = 0; round < 10; round++) {
      const { id } = await checkOut({ idempotencyKey: `race-${round}-${customer}` });
      const answers = path(id);
      for (const envelope of answers.slice(0, 3)) await take(envelope);
      await Promise.all([take(answers[3] as EventEnvelope), service.execute(CANCEL, { id }, asCustomer())]);
      const { state, version, history } = await orderOf(id);
      expect(state).toBe('CANCELLED');
      expect(history).toHaveLength(version);
      expect((await checkoutOf(id)).state).toBe('COMPENSATING');
    }
  });
});
