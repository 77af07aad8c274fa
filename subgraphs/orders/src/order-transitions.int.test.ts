import { seedId } from '@orrery/contracts';
import { seedWorld } from '@orrery/contracts/seed';
import { callerOf, openTestService, type TestService } from '@orrery/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isLegalTransition, ORDER_STATES, type OrderState } from './domain/order-state.js';
import type { OrderDocument } from './models/order.model.js';
import { moveOrder } from './models/order-transitions.js';
import type { OrdersModels } from './models/orders.models.js';
import { orders } from './service.js';

const CUSTOMER = seedId('User', 'customer');
const ORDER = seedId('Order', 'moved');
const asCustomer = { caller: callerOf(CUSTOMER) };
const asOther = { caller: callerOf(seedId('User', 'other')) };
const as = (role: 'SUPPORT' | 'FINANCE' | 'WAREHOUSE') => ({
  caller: callerOf(seedId('User', 'staff'), role),
});

const RESULT = `__typename
  ... on Order { id state version history { state } }
  ... on IllegalTransition { code order { id state version } }`;
const SHIP = `mutation ($id: ID!) { moved: shipOrder(id: $id) { ${RESULT} } }`;
const DELIVER = `mutation ($id: ID!) { moved: deliverOrder(id: $id) { ${RESULT} } }`;
const WATCH = 'subscription ($id: ID!) { orderUpdated(id: $id) { id state version customer { id } } }';

describe('the states of orders', () => {
  let service: TestService;
  let Order: OrdersModels['Order'];
  let template: OrderDocument;

  beforeAll(async () => {
    service = await openTestService(orders);
    Order = (service.opened.scope().models as OrdersModels).Order;
    await service.seed();
    await service.opened.events.start(); // what is live goes by the outbox
    const confirmed = [...seedWorld().orders].find(({ state }) => state === 'CONFIRMED');
    template = (await Order.findById(confirmed?.id).lean()) as OrderDocument;
  });

  afterAll(() => service.close());

  beforeEach(() => Order.deleteOne({ _id: ORDER }));

  const place = (state: OrderState = 'CONFIRMED') =>
    Order.create({ ...template, _id: ORDER, number: '77777', userId: CUSTOMER, state });

  async function move(document: string, sentBy: object = as('WAREHOUSE'), id = ORDER) {
    const { data, errors } = await service.execute<{ moved: { __typename: string } }>(
      document,
      { id },
      sentBy,
    );
    return { moved: data?.moved, codes: errors?.map(({ extensions }) => extensions?.code) };
  }

  it('should go on to shipped and delivered, each with a version and an entry in the history', async () => {
    await place();
    const before = template.history.map(({ state }) => ({ state }));
    expect((await move(SHIP)).moved).toEqual({
      __typename: 'Order',
      id: ORDER,
      state: 'SHIPPED',
      version: template.version + 1,
      history: [...before, { state: 'SHIPPED' }],
    });
    expect((await move(DELIVER, as('SUPPORT'))).moved).toEqual({
      __typename: 'Order',
      id: ORDER,
      state: 'DELIVERED',
      version: template.version + 2,
      history: [...before, { state: 'SHIPPED' }, { state: 'DELIVERED' }],
    });
  });

  it.each(
    ORDER_STATES.flatMap((from) =>
      [[from, 'SHIPPED', SHIP] as const, [from, 'DELIVERED', DELIVER] as const].filter(
        ([, to]) => !isLegalTransition(from, to),
      ),
    ),
  )('should refuse to go from %s to %s, and change nothing', async (from, _to, document) => {
    await place(from);
    const before = await Order.findById(ORDER).lean();
    expect((await move(document)).moved).toEqual({
      __typename: 'IllegalTransition',
      code: 'ILLEGAL_TRANSITION',
      order: { id: ORDER, state: from, version: template.version },
    });
    expect(await Order.findById(ORDER).lean()).toEqual(before);
  });

  it('should ship an order once when 50 ask for it at the same time', async () => {
    await place();
    const answers = await Promise.all(Array.from({ length: 50 }, () => move(SHIP)));
    expect(answers.filter(({ moved }) => moved?.__typename === 'Order')).toHaveLength(1);
    expect(answers.filter(({ moved }) => moved?.__typename === 'IllegalTransition')).toHaveLength(49);
    const after = await Order.findById(ORDER).lean<OrderDocument>();
    expect(after?.version).toBe(template.version + 1);
    expect(after?.history).toHaveLength(template.history.length + 1);
  });

  it('should move an order only from the version that the decision was made on', async () => {
    await place();
    expect(await moveOrder(Order, ORDER, 'SHIPPED', { version: template.version - 1 })).toBeNull();
    expect(await moveOrder(Order, ORDER, 'SHIPPED', { version: template.version })).toMatchObject({
      state: 'SHIPPED',
      version: template.version + 1,
    });
  });

  it.each([
    ['nobody', {}, 'UNAUTHENTICATED'],
    ['its customer', asCustomer, 'FORBIDDEN'],
    ['finance', as('FINANCE'), 'FORBIDDEN'],
  ])('should not be changed by %s', async (_who, sentBy, code) => {
    await place();
    expect((await move(SHIP, sentBy)).codes).toEqual([code]);
    expect((await move(DELIVER, sentBy)).codes).toEqual([code]);
    expect(await Order.findById(ORDER).lean()).toMatchObject({
      state: 'CONFIRMED',
      version: template.version,
    });
  });

  it('should not exist for an order that does not', async () => {
    expect((await move(SHIP, as('WAREHOUSE'), 'ord_nothing')).codes).toEqual(['NOT_FOUND']);
  });

  it.each([
    ['its customer', asCustomer],
    ['support', as('SUPPORT')],
  ])('should be told live to %s, with versions that rise by one', async (_who, sentBy) => {
    await place();
    const events = await service.subscribe(WATCH, { id: ORDER }, sentBy);
    const first = events.next(); // it listens from here on
    await move(SHIP, as('WAREHOUSE'), template._id); // another order
    await move(SHIP);
    await move(SHIP); // refused: nothing to tell
    await move(DELIVER);
    const seen = [(await first).value, (await events.next()).value];
    await events.return();
    const event = (state: string, version: number) => ({
      data: { orderUpdated: { id: ORDER, state, version, customer: { id: CUSTOMER } } },
    });
    expect(seen).toEqual([event('SHIPPED', template.version + 1), event('DELIVERED', template.version + 2)]);
  });

  it('should not be told to who may not see the order', async () => {
    await place();
    const theirs = await service.subscribe(WATCH, { id: ORDER }, asOther);
    const mine = await service.subscribe(WATCH, { id: ORDER }, asCustomer);
    let told = false;
    const waiting = theirs.next().then(({ done }) => {
      told = !done;
    });
    const first = mine.next();
    await move(SHIP);
    await move(DELIVER);
    await first;
    await mine.next(); // both events went round
    await Promise.all([theirs.return(), mine.return()]);
    await waiting;
    expect(told).toBe(false);
  });

  it('should refuse a watcher without a token at once', async () => {
    await expect(service.subscribe(WATCH, { id: ORDER })).rejects.toThrow('This needs a caller');
  });
});
